import type { StoryFacts } from '../../shared/protocol/page.ts';
import type { Choice } from '../../shared/protocol/signal.ts';
import type { ListedWork } from '../sites/site.ts';
import type { PageClock } from './page-clock.ts';

/**
 * Notices which of the works in a listing the reader saw and which they opened. Seen means at least half on a visible
 * screen for a second in all. Works opened earlier from the same listing were not passed over.
 */
export function observeChoices(
  works: readonly ListedWork[],
  document: Document,
  clock: PageClock,
  report: (opened: StoryFacts, choice: Choice) => void,
  signal: AbortSignal,
): void {
  const seen = createSightings(works.length);
  const opened = new Set<string>();
  const places = new Map(works.map((work, index) => [work.element, index]));

  clock.observe(
    works.map((work) => work.element),
    [0, 0.5, 1],
    (sightings) => {
      const now = clock.now();
      for (const { element, from, to, shareOfScreen } of sightings) {
        const place = places.get(element);
        if (place !== undefined) seen.show(now, place, to - from >= 0.5 || shareOfScreen >= 0.5);
      }
    },
    signal,
  );
  const onVisibility = (): void => seen.visible(clock.now(), document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', onVisibility, { passive: true, signal });
  onVisibility();

  const onOpen = (event: Event): void => {
    if (!event.isTrusted || !(event.target instanceof Element)) return;
    const link = event.target.closest('a[href]');
    const place = link ? works.findIndex((work) => opens(link, work)) : -1;
    const work = works[place];
    if (!work || opened.has(work.facts.workId)) return;
    opened.add(work.facts.workId);
    const passedOver = nearest(place, seen.atLeast(clock.now(), SEEN_MS))
      .map((index) => works[index]?.facts)
      .filter((facts) => facts !== undefined && !opened.has(facts.workId))
      .slice(0, MOST_PASSED_OVER);
    report(work.facts, { kind: 'choice', passedOver: passedOver.filter((facts) => facts !== undefined) });
  };
  // A middle click opens a tab and comes as `auxclick`.
  for (const type of ['click', 'auxclick']) {
    document.addEventListener(type, onOpen, { passive: true, capture: true, signal });
  }
}

const SEEN_MS = 1000;
/** As `choiceSchema` has it. */
const MOST_PASSED_OVER = 40;

/** How long each work has been on a visible screen. */
function createSightings(count: number): Sightings {
  const totals = new Array<number>(count).fill(0);
  const since = new Map<number, number>();
  let pageVisible = false;

  const settle = (now: number): void => {
    for (const [place, from] of since) {
      if (pageVisible) totals[place] = (totals[place] ?? 0) + Math.max(0, now - from);
      since.set(place, now);
    }
  };
  return {
    show(now, place, shown) {
      settle(now);
      if (shown) since.set(place, now);
      else since.delete(place);
    },
    visible(now, visible) {
      settle(now);
      pageVisible = visible;
    },
    atLeast(now, milliseconds) {
      settle(now);
      return totals.flatMap((total, place) => (total >= milliseconds ? [place] : []));
    },
  };
}

export interface Sightings {
  show(now: number, place: number, shown: boolean): void;
  visible(now: number, visible: boolean): void;
  /** Places that were shown for at least this long in all. */
  atLeast(now: number, milliseconds: number): readonly number[];
}

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

/** Those next to the chosen one were weighed against it most surely. */
function nearest(place: number, places: readonly number[]): readonly number[] {
  return [...places].sort((a, b) => Math.abs(a - place) - Math.abs(b - place));
}
