import type { StoryFacts } from '../../shared/protocol/page.ts';
import type { Choice } from '../../shared/protocol/signal.ts';
import type { ListedWork } from '../sites/site.ts';
import type { PageClock } from './page-clock.ts';

/**
 * Notices which of the works in a listing the reader saw and which they opened. Seen means at least half on a visible
 * screen for about a second in all. Works opened earlier from the same listing were not passed over.
 */
export function observeChoices(
  works: readonly ListedWork[],
  document: Document,
  clock: PageClock,
  report: (opened: StoryFacts, choice: Choice) => void,
  signal: AbortSignal,
): void {
  const places = new Map(works.map((work, index) => [work.element, index]));
  const onScreen = new Set<number>();
  /** How many times each place was found on a visible screen. */
  const found = new Map<number, number>();
  const opened = new Set<string>();

  clock.observe(
    [...places.keys()],
    (sightings) => {
      for (const { element, from, to, shareOfScreen } of sightings) {
        const place = places.get(element);
        if (place === undefined) continue;
        if (to - from >= 0.5 || shareOfScreen >= 0.5) onScreen.add(place);
        else onScreen.delete(place);
      }
    },
    signal,
  );
  clock.every(
    LOOK_EVERY,
    () => {
      if (document.visibilityState !== 'visible') return;
      for (const place of onScreen) found.set(place, (found.get(place) ?? 0) + 1);
    },
    signal,
  );

  const onOpen = (event: Event): void => {
    if (!event.isTrusted || !(event.target instanceof Element)) return;
    const link = event.target.closest('a[href]');
    const place = link ? works.findIndex((work) => opens(link, work)) : -1;
    const work = works[place];
    if (!work || opened.has(work.facts.workId)) return;
    opened.add(work.facts.workId);
    // Those next to the chosen one were weighed against it most surely.
    const passedOver = [...found]
      .filter(([, times]) => times >= TIMES_SEEN)
      .sort(([one], [other]) => Math.abs(one - place) - Math.abs(other - place))
      .flatMap(([index]) => works[index]?.facts ?? [])
      .filter(({ workId }) => !opened.has(workId))
      .slice(0, MOST_PASSED_OVER);
    report(work.facts, { kind: 'choice', passedOver });
  };
  // A middle click opens a tab and comes as `auxclick`.
  for (const type of ['click', 'auxclick']) {
    document.addEventListener(type, onOpen, { passive: true, capture: true, signal });
  }
}

/** Half a second apart: found twice is about a second in all. */
const LOOK_EVERY = 500;
const TIMES_SEEN = 2;
/** As `choiceSchema` has it. */
const MOST_PASSED_OVER = 40;

/** The link opens the work or one of its chapters; links to its comments or bookmarks lie elsewhere. */
function opens(link: Element, work: ListedWork): boolean {
  if (work.link === null) return false;
  if (link === work.link) return true;
  if (!work.element.contains(link)) return false;
  const own = pathOf(work.link);
  const path = pathOf(link);
  return own !== null && path !== null && (path === own || path.startsWith(`${own}/chapter`));
}

function pathOf(link: Element): string | null {
  try {
    return new URL(link.getAttribute('href') ?? '', link.baseURI).pathname.replace(/\/$/, '');
  } catch {
    return null;
  }
}
