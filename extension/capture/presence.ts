import type { PageClock } from './page-clock.ts';

/**
 * Whether somebody is at the page: its visibility, and input that a person made. Scrolling is no evidence, since the
 * scroll events of a script are trusted too; wheel, keys, touch and pointer are. Events a script made are counted.
 *
 * The listeners only note a time: they are passive, and called for every move of the pointer.
 */
export function watchPresence(
  document: Document,
  clock: PageClock,
  report: { input(now: number): void; visible(now: number, visible: boolean): void; left(): void },
  signal: AbortSignal,
): Presence {
  let scripted = 0;
  let noted = Number.NEGATIVE_INFINITY;
  const onInput = (event: Event): void => {
    if (!event.isTrusted) {
      scripted++;
      return;
    }
    const now = clock.now();
    if (now - noted < NOTE_EVERY) return;
    noted = now;
    report.input(now);
  };
  const options = { passive: true, capture: true, signal };
  for (const type of ['pointermove', 'pointerdown', 'click', 'wheel', 'keydown', 'touchstart', 'touchmove']) {
    document.addEventListener(type, onInput, options);
  }
  const onVisibility = (): void => report.visible(clock.now(), isVisible(document));
  document.addEventListener('visibilitychange', onVisibility, options);
  const view = document.defaultView;
  // `pagehide` also comes when the page is kept for the back button; `pageshow` when it returns.
  view?.addEventListener('pagehide', () => report.left(), options);
  view?.addEventListener('pageshow', onVisibility, options);
  report.visible(clock.now(), isVisible(document));
  return { scripted: () => scripted };
}

export interface Presence {
  /** Input events that a script made. */
  scripted(): number;
}

/** Noting every move of a pointer would be work for nothing: idleness is measured in half minutes. */
const NOTE_EVERY = 250;

function isVisible(document: Document): boolean {
  return document.visibilityState === 'visible';
}
