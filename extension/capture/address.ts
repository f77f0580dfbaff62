import type { PageClock } from './page-clock.ts';

/**
 * Calls `moved` when a page changes its address without loading another one. The Navigation API says so where there is
 * one; else the address is compared once a second. Moves within a page (`#comments`) do not count.
 */
export function watchAddress(
  view: Window,
  clock: PageClock,
  moved: (url: URL) => void,
  signal: AbortSignal,
): void {
  let known = withoutHash(view.location.href);
  const compare = (): void => {
    const now = withoutHash(view.location.href);
    if (now === known) return;
    known = now;
    moved(new URL(now));
  };
  const navigation: unknown = Reflect.get(view, 'navigation');
  if (navigation instanceof EventTarget) {
    navigation.addEventListener('currententrychange', compare, { passive: true, signal });
  } else {
    clock.every(1000, compare, signal);
  }
}

function withoutHash(href: string): string {
  return href.replace(/#.*$/, '');
}
