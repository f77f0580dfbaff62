// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observeSightings, type Sighting } from './sightings.ts';

const HEIGHT = 100;
const SCREEN = 800;

/** A column of equally high elements that scrolls, and an observer as browsers have it: it tells of what is new or changed. */
function column(count: number) {
  const elements = Array.from({ length: count }, () => document.createElement('p'));
  const watched = new Map<Element, number | null>();
  let scrolledTo = 0;
  let ended = false;
  let tell: (entries: IntersectionObserverEntry[]) => void = () => {};

  const rect = (top: number, bottom: number): DOMRect => ({ top, bottom, height: bottom - top }) as DOMRect;
  const entryOf = (element: Element): IntersectionObserverEntry => {
    const top = elements.indexOf(element as HTMLParagraphElement) * HEIGHT - scrolledTo;
    const bounds = rect(top, top + HEIGHT);
    const seen = rect(Math.min(Math.max(top, 0), SCREEN), Math.max(0, Math.min(top + HEIGHT, SCREEN)));
    return {
      target: element,
      isIntersecting: seen.height >= 0 && bounds.bottom >= 0 && bounds.top <= SCREEN,
      intersectionRatio: Math.max(0, seen.height) / HEIGHT,
      boundingClientRect: bounds,
      intersectionRect: seen,
      rootBounds: rect(0, SCREEN),
      time: 0,
    };
  };
  class Observer {
    constructor(callback: (entries: IntersectionObserverEntry[]) => void) {
      tell = callback;
    }
    observe(element: Element): void {
      watched.set(element, null);
    }
    unobserve(element: Element): void {
      watched.delete(element);
    }
    disconnect(): void {
      ended = true;
      watched.clear();
    }
  }
  /** Lets the observer look until nothing new is to be told; one look may bring others under observation. */
  const look = (): void => {
    for (let turn = 0; turn < 5; turn++) {
      const entries = [...watched].flatMap(([element, known]) => {
        const entry = entryOf(element);
        const now = entry.isIntersecting ? entry.intersectionRatio : -1;
        watched.set(element, now);
        return now === known ? [] : [entry];
      });
      if (entries.length > 0) tell(entries);
    }
  };
  return {
    elements,
    view: Object.assign(Object.create(window) as typeof window, { IntersectionObserver: Observer }),
    scrollTo(top: number) {
      scrolledTo = top;
      look();
    },
    watchedCount: () => watched.size,
    ended: () => ended,
    /** What is really on the screen. */
    onScreen: () =>
      elements.flatMap((_, index) => {
        const top = index * HEIGHT - scrolledTo;
        return Math.min(top + HEIGHT, SCREEN) > Math.max(top, 0) ? [index] : [];
      }),
  };
}

function watch(page: ReturnType<typeof column>, signal = new AbortController().signal) {
  const seen = new Map<Element, Sighting>();
  const reports: number[] = [];
  observeSightings(
    page.view,
    page.elements,
    (sightings) => {
      reports.push(sightings.length);
      for (const sighting of sightings) {
        if (sighting.to > sighting.from) seen.set(sighting.element, sighting);
        else seen.delete(sighting.element);
      }
    },
    signal,
  );
  page.scrollTo(0);
  return {
    reports,
    seen: () => page.elements.flatMap((element, index) => (seen.has(element) ? [index] : [])),
    of: (index: number) => seen.get(page.elements[index] ?? document.body),
  };
}

describe('sightings', () => {
  it('tell which part of an element is on the screen, and how much of the screen that is', () => {
    const page = column(20);
    const { of } = watch(page);
    page.scrollTo(25);
    expect(of(0)).toMatchObject({ from: 0.25, to: 1, shareOfScreen: 75 / SCREEN });
    expect(of(3)).toMatchObject({ from: 0, to: 1, shareOfScreen: 1 / 8 });
    expect(of(8)).toMatchObject({ from: 0, to: 0.25 });
    expect(of(9)).toBeUndefined();
  });

  it('tell nothing of elements that were not there and still are not', () => {
    expect(watch(column(5000)).reports).toEqual([8]);
  });

  it('watch what is near the screen only, however long the page is', () => {
    const page = column(5000);
    watch(page);
    for (let top = 0; top < 100_000; top += 700) {
      page.scrollTo(top);
      expect(page.watchedCount()).toBeLessThan(250);
    }
  });

  it('reach beyond the last element that was watched, also near the end of the page', () => {
    const page = column(202);
    const { seen } = watch(page);
    for (const top of [9_701, 16_201]) {
      page.scrollTo(top);
      expect(seen()).toEqual(page.onScreen());
    }
  });

  it('are the same as if all were watched, wherever the reader scrolls or jumps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.oneof(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -70_000, max: 70_000 })), {
          maxLength: 30,
        }),
        (count, moves) => {
          const page = column(count);
          const { seen } = watch(page);
          let top = 0;
          for (const move of moves) {
            // Beyond the text, at either end, is something else.
            top = Math.min(Math.max(top + move, -2000), count * HEIGHT + 2000);
            page.scrollTo(top);
            expect(seen()).toEqual(page.onScreen());
          }
        },
      ),
    );
  });

  it('end with the signal', () => {
    const page = column(10);
    const life = new AbortController();
    watch(page, life.signal);
    life.abort();
    expect(page.ended()).toBe(true);
  });
});
