import type { PageClock } from './page-clock.ts';

/**
 * Whether somebody is at the page: its visibility, and input that a person made. Scrolling is no evidence, since the
 * scroll events of a script are trusted too; wheel, keys, touch and pointer are. Events a script made are counted.
 *
 * The listeners are passive and only note a time. Chromium scrolls without asking the page's main thread as long as
 * nobody listens for the wheel: so, when an input was heard, there is a rest until the next `listen`.
 */
export function watchPresence(
  document: Document,
  clock: PageClock,
  report: { input(now: number): void; visible(now: number, visible: boolean): void; left(): void },
  signal: AbortSignal,
): Presence {
  let scripted = 0;
  let listening = false;
  const passive = { passive: true, capture: true };
  const whileOpen = { ...passive, signal };
  const onInput = (event: Event): void => {
    if (!event.isTrusted) {
      scripted++;
      return;
    }
    rest();
    report.input(clock.now());
  };
  const rest = (): void => {
    if (listening) for (const type of CONTINUAL) document.removeEventListener(type, onInput, passive);
    listening = false;
  };
  const listen = (): void => {
    if (!listening) for (const type of CONTINUAL) document.addEventListener(type, onInput, passive);
    listening = true;
  };
  for (const type of SINGLE) document.addEventListener(type, onInput, whileOpen);
  listen();
  signal.addEventListener('abort', rest, { once: true });

  const onVisibility = (): void => report.visible(clock.now(), isVisible(document));
  document.addEventListener('visibilitychange', onVisibility, whileOpen);
  const view = document.defaultView;
  // `pagehide` also comes when the page is kept for the back button; `pageshow` when it returns.
  view?.addEventListener('pagehide', () => report.left(), whileOpen);
  view?.addEventListener('pageshow', onVisibility, whileOpen);
  report.visible(clock.now(), isVisible(document));
  return { listen, scripted: () => scripted };
}

export interface Presence {
  /** Ends the rest after an input. Every few seconds is enough, since idleness is measured in half minutes. */
  listen(): void;
  /** Input events that a script made. */
  scripted(): number;
}

const SINGLE = ['pointerdown', 'click', 'keydown', 'touchstart'];
/** Events that come by the dozen a second. */
const CONTINUAL = ['pointermove', 'wheel', 'touchmove'];

function isVisible(document: Document): boolean {
  return document.visibilityState === 'visible';
}
