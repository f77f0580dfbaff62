import { lookAt, observeSightings, type Sighting } from './sightings.ts';

/**
 * What capture needs of the browser besides the document, passed in so that tests can be the browser.
 */
export interface PageClock {
  /** Milliseconds of a monotonic clock, the same that stamps events. */
  now(): number;
  /** Calls `tick` every `milliseconds` until the signal is aborted. */
  every(milliseconds: number, tick: () => void, signal: AbortSignal): void;
  after(milliseconds: number, action: () => void, signal: AbortSignal): void;
  /** Reports the elements' places on the screen as they change; see `observeSightings`. */
  observe(
    elements: readonly Element[],
    report: (sightings: readonly Sighting[]) => void,
    signal: AbortSignal,
  ): void;
  /** Where an element is now; asks for layout, so only for a few elements and seldom. */
  look(element: Element): Sighting;
}

export function browserClock(view: Window & typeof globalThis): PageClock {
  return {
    now: () => view.performance.now(),
    every(milliseconds, tick, signal) {
      if (signal.aborted) return;
      const timer = view.setInterval(tick, milliseconds);
      signal.addEventListener('abort', () => view.clearInterval(timer), { once: true });
    },
    after(milliseconds, action, signal) {
      if (signal.aborted) return;
      const timer = view.setTimeout(action, milliseconds);
      signal.addEventListener('abort', () => view.clearTimeout(timer), { once: true });
    },
    observe: (elements, report, signal) => observeSightings(view, elements, report, signal),
    look: (element) => lookAt(view, element),
  };
}
