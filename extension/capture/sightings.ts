/** How much of an element is on the screen. */
export interface Sighting {
  readonly element: Element;
  /** The part of its height that is visible, 0 … 1; equal when nothing is. */
  readonly from: number;
  readonly to: number;
  /** How much of the screen's height it fills, 0 … 1. */
  readonly shareOfScreen: number;
}

/**
 * Reports the elements' places on the screen as they change, those of one moment together.
 *
 * An IntersectionObserver costs something for each element it has at each frame of a scroll, and a whole novel on one
 * page has thousands. So only those near the screen are watched, by their order: those on it and some before and after
 * them. When nothing is left on the screen, after a jump or beside the text, all are, until something is seen again.
 *
 * @param elements in document order
 */
export function observeSightings(
  view: Window & typeof globalThis,
  elements: readonly Element[],
  report: (sightings: readonly Sighting[]) => void,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const places = new Map(elements.map((element, place) => [element, place]));
  const onScreen = new Set<number>();
  let start = 0;
  let end = 0;

  const watch = (from: number, to: number): void => {
    for (const element of outside(elements, start, end, from, to)) observer.unobserve(element);
    for (const element of outside(elements, from, to, start, end)) observer.observe(element);
    start = from;
    end = to;
  };
  const follow = (): void => {
    const somewhere = onScreen.size > 0;
    const from = somewhere ? Math.max(0, Math.min(...onScreen) - NEAR) : 0;
    const to = somewhere ? Math.min(elements.length, Math.max(...onScreen) + 1 + NEAR) : elements.length;
    const missing = Math.max(start - from, to - end);
    const tooMany = end - start - (to - from);
    // Where the first or last watched element is on the screen, what is beyond it may be too.
    const few = onScreen.has(start) || onScreen.has(end - 1) ? 0 : NEAR / 2;
    // Moved seldom, by many at once: an element that is new is reported at once.
    if (missing > few || tooMany > NEAR || !somewhere) watch(from, to);
  };

  const options: IntersectionObserverInit & { delay: number } = {
    threshold: [0, 0.5, 1],
    delay: REPORT_EVERY_MS,
  };
  const observer = new view.IntersectionObserver((entries) => {
    const screen = entries[0]?.rootBounds?.height ?? view.innerHeight;
    const changed: Sighting[] = [];
    for (const entry of entries) {
      const place = places.get(entry.target);
      if (place === undefined) continue;
      const seen = sightingOf(entry, screen);
      const wasSeen = onScreen.delete(place);
      const isSeen = seen.to > seen.from;
      if (isSeen) onScreen.add(place);
      if (wasSeen || isSeen) changed.push(seen);
    }
    if (changed.length > 0) report(changed);
    if (!signal.aborted) follow();
  }, options);
  follow();
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
}

/** Where an element is now; asks for layout, so only for a few elements and seldom. */
export function lookAt(view: Window, element: Element): Sighting {
  const bounds = element.getBoundingClientRect();
  const screen = view.innerHeight;
  return sighting(element, bounds, Math.max(bounds.top, 0), Math.min(bounds.bottom, screen), screen);
}

/**
 * Chromium looks at the elements at every frame of a scroll unless it is told to wait between two looks; a passage takes
 * seconds to read. What a stay on the screen is given too much at its end it has lost at its beginning. Browsers that do
 * not know `delay` report at once.
 * https://w3c.github.io/IntersectionObserver/#dom-intersectionobserverinit-delay
 */
const REPORT_EVERY_MS = 1_000;

/** How many elements before and after those on the screen are watched: a few screens of short paragraphs. */
const NEAR = 64;

/** Asks for no more rectangles than needed: each costs something to make, and most elements are all or not at all there. */
function sightingOf(entry: IntersectionObserverEntry, screen: number): Sighting {
  if (!entry.isIntersecting) return outOfSight(entry.target);
  const bounds = entry.boundingClientRect;
  const { top, bottom } = entry.intersectionRatio === 1 ? bounds : entry.intersectionRect;
  return sighting(entry.target, bounds, top, bottom, screen);
}

function sighting(
  element: Element,
  bounds: DOMRectReadOnly,
  seenTop: number,
  seenBottom: number,
  screen: number,
): Sighting {
  const { top, height } = bounds;
  if (seenBottom <= seenTop || height <= 0) return outOfSight(element);
  return {
    element,
    from: (seenTop - top) / height,
    to: (seenBottom - top) / height,
    shareOfScreen: screen > 0 ? (seenBottom - seenTop) / screen : 0,
  };
}

/** The elements from `start` to `end` but those from `from` to `to`. */
function outside(
  elements: readonly Element[],
  start: number,
  end: number,
  from: number,
  to: number,
): readonly Element[] {
  return [...elements.slice(start, Math.min(end, from)), ...elements.slice(Math.max(start, to), end)];
}

function outOfSight(element: Element): Sighting {
  return { element, from: 0, to: 0, shareOfScreen: 0 };
}
