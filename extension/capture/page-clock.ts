/**
 * What capture needs of the browser besides the document, passed in so that tests can be the browser.
 */
export interface PageClock {
  /** Milliseconds of a monotonic clock, the same that stamps events. */
  now(): number;
  /** Calls `tick` every `milliseconds` until the signal is aborted. */
  every(milliseconds: number, tick: () => void, signal: AbortSignal): void;
  after(milliseconds: number, action: () => void, signal: AbortSignal): void;
  /** Reports the elements' places on the screen as they change; none at all where the browser cannot observe. */
  observe(
    elements: readonly Element[],
    thresholds: readonly number[],
    report: (sightings: readonly Sighting[]) => void,
    signal: AbortSignal,
  ): void;
  /** Where an element is now; asks for layout, so only for a few elements and seldom. */
  look(element: Element): Sighting;
}

/** How much of an element is on the screen. */
export interface Sighting {
  readonly element: Element;
  /** The part of its height that is visible, 0 … 1; equal when nothing is. */
  readonly from: number;
  readonly to: number;
  /** How much of the screen's height it fills, 0 … 1. */
  readonly shareOfScreen: number;
}

export function browserClock(view: Window & typeof globalThis): PageClock {
  const sighting = (
    element: Element,
    bounds: DOMRectReadOnly,
    top: number,
    bottom: number,
    screen: number,
  ) => {
    const seenTop = Math.max(bounds.top, top);
    const seenBottom = Math.min(bounds.bottom, bottom);
    if (seenBottom <= seenTop || bounds.height <= 0) return { element, from: 0, to: 0, shareOfScreen: 0 };
    return {
      element,
      from: (seenTop - bounds.top) / bounds.height,
      to: (seenBottom - bounds.top) / bounds.height,
      shareOfScreen: screen > 0 ? (seenBottom - seenTop) / screen : 0,
    };
  };
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
    observe(elements, thresholds, report, signal) {
      if (signal.aborted || typeof view.IntersectionObserver !== 'function') return;
      const observer = new view.IntersectionObserver(
        (entries) =>
          report(
            entries.map((entry) => {
              const seen = entry.intersectionRect;
              const screen = entry.rootBounds?.height ?? view.innerHeight;
              return sighting(entry.target, entry.boundingClientRect, seen.top, seen.bottom, screen);
            }),
          ),
        { threshold: [...thresholds] },
      );
      for (const element of elements) observer.observe(element);
      signal.addEventListener('abort', () => observer.disconnect(), { once: true });
    },
    look(element) {
      return sighting(element, element.getBoundingClientRect(), 0, view.innerHeight, view.innerHeight);
    },
  };
}
