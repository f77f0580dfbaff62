import type { Reading } from '../../shared/protocol/signal.ts';
import type { StoryPage } from '../sites/site.ts';
import type { Passage } from '../sites/story-text.ts';
import { createDwell } from './dwell.ts';
import type { PageClock } from './page-clock.ts';
import { watchPresence } from './presence.ts';
import type { Sighting } from './sightings.ts';

/**
 * Observes one visit to one chapter and reports how it goes: when the reader turns away or leaves, and about every
 * 20 seconds if something changed. Each report replaces the one before it, by the visit's id.
 *
 * Nothing happens while the page scrolls but what an IntersectionObserver reports; time is settled once a second.
 */
export function observeReading(
  page: StoryPage,
  document: Document,
  clock: PageClock,
  report: (reading: Reading) => void,
  signal: AbortSignal,
): ReadingVisit {
  const visit = newVisitId();
  const places = new Map<Element, number>();
  const words: number[] = [];
  const dwell = createDwell();
  let wentToNext = false;
  let lastReport = '';

  const see = (now: number, { element, from, to, shareOfScreen }: Sighting): void => {
    const place = places.get(element);
    if (place !== undefined) dwell.passageSeen(now, place, from, to, shareOfScreen);
  };
  const tell = (): void => {
    dwell.advance(clock.now());
    const reading: Reading = {
      kind: 'reading',
      visit,
      ...dwell.summary(),
      wentToNext,
      scriptedEvents: Math.min(presence.scripted(), 1_000_000),
    };
    const now = JSON.stringify(reading);
    if (now === lastReport || reading.visibleMs === 0) return;
    lastReport = now;
    report(reading);
  };

  const presence = watchPresence(
    document,
    clock,
    {
      input: dwell.input,
      visible(now, visible) {
        dwell.pageVisible(now, visible);
        if (!visible) tell();
      },
      left() {
        dwell.pageVisible(clock.now(), false);
        tell();
      },
    },
    signal,
  );

  // Passages much longer than others may be taller than the screen; their visible part is looked up as it moves.
  const tall = new Set<Element>();
  const isLong = (element: Element): boolean => (words[places.get(element) ?? -1] ?? 0) > LONG_PASSAGE_WORDS;
  const onSightings = (sightings: readonly Sighting[]): void => {
    // One time for all of them: between two of one moment nothing has to be divided.
    const now = clock.now();
    for (const sighting of sightings) {
      see(now, sighting);
      if (!isLong(sighting.element)) continue;
      if (sighting.to > sighting.from) tall.add(sighting.element);
      else tall.delete(sighting.element);
    }
  };
  const goOn = (passages: readonly Passage[]): void => {
    const from = words.length;
    for (const passage of passages) {
      const place = places.get(passage.element);
      // Text round another block shares its element with what comes before.
      if (place !== undefined) words[place] = (words[place] ?? 0) + passage.words;
      else places.set(passage.element, words.push(passage.words) - 1);
    }
    dwell.goOn(words.slice(from));
    clock.observe([...places.keys()].slice(from), onSightings, signal);
  };
  goOn(page.passages);

  clock.every(
    1000,
    () => {
      if (document.visibilityState !== 'visible') return;
      const now = clock.now();
      for (const element of tall) see(now, clock.look(element));
      dwell.advance(now);
    },
    signal,
  );
  clock.every(LISTEN_EVERY, presence.listen, signal);
  clock.every(REPORT_EVERY, tell, signal);

  const nextHref = page.next?.getAttribute('href');
  document.addEventListener(
    'click',
    (event) => {
      const link =
        event.isTrusted && event.target instanceof Element ? event.target.closest('a[href]') : null;
      // The same link stands above and below the text.
      if (link === null || nextHref === undefined || link.getAttribute('href') !== nextHref) return;
      wentToNext = true;
      tell();
    },
    { passive: true, capture: true, signal },
  );
  signal.addEventListener(
    'abort',
    () => {
      if (signal.reason !== WITHDRAWN) tell();
    },
    { once: true },
  );
  return { goOn };
}

export interface ReadingVisit {
  /** The chapter has more passages than before, behind those it had. */
  goOn(passages: readonly Passage[]): void;
}

/** Why a signal is aborted when reading may no longer be observed: then nothing more is told, not even the last. */
export const WITHDRAWN = Symbol('withdrawn');

const REPORT_EVERY = 20_000;
/** Idleness is measured in half minutes: a sign of life every few seconds will do. */
const LISTEN_EVERY = 4_000;
const LONG_PASSAGE_WORDS = 150;

function newVisitId(): string {
  const [id = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  return id.toString(16).padStart(16, '0');
}
