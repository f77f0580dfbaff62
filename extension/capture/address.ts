import type { PageClock } from './page-clock.ts';

/**
 * Calls `moved` when a page changes its address without loading another one. The Navigation API says so where there is
 * one; else the address is compared once a second.
 *
 * @param placeOf an address without what stands for a place within a page: moves there do not count
 */
export function watchAddress(
  view: Window,
  clock: PageClock,
  placeOf: (url: URL) => string,
  moved: (url: URL) => void,
  signal: AbortSignal,
): void {
  const here = (): URL => new URL(view.location.href);
  let known = placeOf(here());
  const compare = (): void => {
    const now = placeOf(here());
    if (now === known) return;
    known = now;
    moved(here());
  };
  const navigation: unknown = Reflect.get(view, 'navigation');
  if (navigation instanceof EventTarget) {
    navigation.addEventListener('currententrychange', compare, { passive: true, signal });
  } else {
    clock.every(1000, compare, signal);
  }
}
