import type { PageClock } from './page-clock.ts';
import type { Sighting } from './sightings.ts';

/**
 * A browser in the hands of a test: time passes when told, elements are on the screen when told, and events can be
 * trusted, which no script can make in a real one.
 */
export function testPage(document: Document): TestPage {
  let now = 1000;
  const timers: { due: number; every: number | null; run: () => void; signal: AbortSignal }[] = [];
  const observers: {
    elements: readonly Element[];
    report: (seen: readonly Sighting[]) => void;
    signal: AbortSignal;
  }[] = [];
  const listeners: { type: string; listener: (event: Event) => void; signal: AbortSignal | undefined }[] = [];
  const places = new Map<Element, Sighting>();
  let visibility: DocumentVisibilityState = 'visible';
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });

  const listen = (target: EventTarget): void => {
    target.addEventListener = (
      type: string,
      listener: EventListenerOrEventListenerObject | null,
      options?: boolean | AddEventListenerOptions,
    ): void => {
      const signal = typeof options === 'object' ? options.signal : undefined;
      const again = listeners.some((known) => known.type === type && known.listener === listener);
      if (typeof listener === 'function' && !again) listeners.push({ type, listener, signal });
    };
    target.removeEventListener = (
      type: string,
      listener: EventListenerOrEventListenerObject | null,
    ): void => {
      const place = listeners.findIndex((known) => known.type === type && known.listener === listener);
      if (place >= 0) listeners.splice(place, 1);
    };
  };
  listen(document);
  if (document.defaultView) listen(document.defaultView);

  const fire = (type: string, target: Element | null, trusted: boolean): void => {
    const path: EventTarget[] = [];
    for (let node: Node | null = target; node !== null; node = node.parentNode) path.push(node);
    const event = new Proxy(new Event(type), {
      get(real, key): unknown {
        if (key === 'isTrusted') return trusted;
        if (key === 'target') return target;
        if (key === 'composedPath') return () => path;
        return Reflect.get(real, key, real);
      },
    });
    for (const { type: wanted, listener, signal } of [...listeners]) {
      if (wanted === type && !signal?.aborted) listener(event);
    }
  };

  return {
    clock: {
      now: () => now,
      every: (every, run, signal) => void timers.push({ due: now + every, every, run, signal }),
      after: (delay, run, signal) => void timers.push({ due: now + delay, every: null, run, signal }),
      observe: (elements, report, signal) => void observers.push({ elements, report, signal }),
      look: (element) => places.get(element) ?? { element, from: 0, to: 0, shareOfScreen: 0 },
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const next = timers
          .filter(({ signal, due }) => !signal.aborted && due <= end)
          .sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        now = Math.max(now, next.due);
        next.due = next.every === null ? Number.POSITIVE_INFINITY : next.due + next.every;
        next.run();
      }
      now = end;
    },
    show(elements, sighting = { from: 0, to: 1, shareOfScreen: 0.2 }) {
      for (const element of elements) places.set(element, { element, ...sighting });
      for (const { elements: watched, report, signal } of observers) {
        const seen = elements.filter((element) => watched.includes(element));
        if (!signal.aborted && seen.length > 0) report(seen.map((element) => ({ element, ...sighting })));
      }
    },
    hide(elements) {
      this.show(elements, { from: 0, to: 0, shareOfScreen: 0 });
    },
    act: (type, target = document.body) => fire(type, target, true),
    script: (type, target = document.body) => fire(type, target, false),
    turn(state) {
      visibility = state;
      fire('visibilitychange', null, true);
    },
  };
}

export interface TestPage {
  readonly clock: PageClock;
  pass(milliseconds: number): void;
  show(elements: readonly Element[], sighting?: Omit<Sighting, 'element'>): void;
  hide(elements: readonly Element[]): void;
  /** A person's event. */
  act(type: string, target?: Element): void;
  /** A script's event. */
  script(type: string, target?: Element): void;
  turn(state: DocumentVisibilityState): void;
}
