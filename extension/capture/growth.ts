import type { ListedWork, ListingPage, StoryPage } from '../sites/site.ts';
import type { Passage } from '../sites/story-text.ts';
import type { PageClock } from './page-clock.ts';

/** How much there is on a page, by what a listing or a chapter is made of. Two live lists: asking costs next to nothing. */
export function sizeOf(document: Document): number {
  try {
    return document.getElementsByTagName('a').length + document.getElementsByTagName('p').length;
  } catch {
    // A page that names a field of its own like this method is taken never to grow.
    return 0;
  }
}

/**
 * Has a page looked at again when it went on while it was scrolled, or was filled in late. Reading a page costs far more
 * than asking how much there is on it; so a look that found nothing puts the next one off, twice as long each time.
 *
 * @param known `sizeOf` the page before it was read
 * @param look whether the page holds something new
 */
export function watchGrowth(
  document: Document,
  clock: PageClock,
  known: number,
  look: () => boolean,
  signal: AbortSignal,
): void {
  let size = known;
  let wait = LOOK_EVERY;
  let due = 0;
  clock.every(
    LOOK_EVERY,
    () => {
      const now = sizeOf(document);
      if (document.visibilityState !== 'visible' || clock.now() < due || now === size) return;
      size = now;
      wait = look() ? LOOK_EVERY : Math.min(2 * wait, LONGEST_WAIT);
      due = clock.now() + wait;
    },
    signal,
  );
}

/** Works that were not there, or whose place another one had. */
export function newWorks(before: ListingPage, now: ListingPage): readonly ListedWork[] {
  const known = new Map(before.works.map(({ head, facts }) => [head, facts.workId]));
  return now.works.filter(({ head, facts }) => known.get(head) !== facts.workId);
}

/** Passages that were not there. A page may draw known ones anew, or write the number of their comments into them. */
export function newPassages(before: StoryPage, now: StoryPage): readonly Passage[] {
  const known = new Set<unknown>(before.passages.flatMap(({ element, text }) => [element, text]));
  return now.passages.filter(({ element, text }) => !known.has(element) && !known.has(text));
}

const LOOK_EVERY = 2_000;
const LONGEST_WAIT = 64_000;
