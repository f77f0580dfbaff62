import { watchFrames } from './watch-frames.ts';
import type { WritingHost } from './writing-host.ts';
import { createWritingSession } from './writing-session.ts';

/**
 * Watches one page's editors, in the page and in frames of its own. Events only tell the session that something may
 * have changed, and no key is taken from the page unless a suggestion is on the screen.
 */
export function watchWriting(host: WritingHost, signal: AbortSignal): void {
  const { view, overlay } = host;
  const session = createWritingSession(host, signal);
  overlay.onTake(() => session.act('take'));

  const onKey = (event: KeyboardEvent): void => {
    const { isIn, isInserting } = session.state;
    if (!isIn || !event.isTrusted || event.isComposing || event.keyCode === COMPOSING) return;
    // While a suggestion is being put in, its key may come again.
    if (isInserting && event.key === 'Tab') {
      swallow(event);
      return;
    }
    const meaning = session.meaningOf(event);
    if (meaning === null) return;
    swallow(event);
    session.act(meaning);
  };
  const onTyping = (event: InputEvent): void => {
    if (!event.isTrusted || session.state.isInserting) return;
    // A frame that comes back into focus does not say so of what is in it.
    if (!session.state.isIn) session.enter(event.composedPath());
    if (session.state.isIn) session.typed(charactersOf(event));
  };
  const onPointer = (event: PointerEvent): void => {
    // A page may make an editor of what has the focus already.
    if (!session.state.isIn) session.enter(event.composedPath());
    if (!overlay.owns(event)) session.hide();
  };

  const listen = (document: Document, life: AbortSignal): void => {
    const window = document.defaultView;
    if (window === null) return;
    const capture = { capture: true, passive: true, signal: life };
    window.addEventListener('keydown', onKey, { capture: true, signal: life });
    document.addEventListener('beforeinput', onTyping, capture);
    document.addEventListener('input', () => session.state.isIn && session.changed(), capture);
    document.addEventListener('selectionchange', () => session.state.isShown && session.changed(), capture);
    document.addEventListener('compositionstart', () => session.composing(true), capture);
    document.addEventListener('compositionend', () => session.composing(false), capture);
    document.addEventListener('focusin', (event) => session.enter(event.composedPath()), capture);
    document.addEventListener('focusout', () => session.leave(), capture);
    document.addEventListener('pointerdown', onPointer, capture);
    document.addEventListener('scroll', () => session.moved(), capture);
    window.addEventListener('resize', () => session.moved(), capture);
    const active = document.activeElement;
    // The script may come after the writer did; a frame's body has the focus though nobody is in the frame.
    const isFocused = document === view.document ? active !== document.body : document.hasFocus();
    if (active !== null && isFocused) session.enter([active]);
  };

  listen(view.document, signal);
  watchFrames(() => host.editors(), view, listen, signal);
  view.visualViewport?.addEventListener('resize', () => session.moved(), { passive: true, signal });
  // An editor may be taken away while a suggestion is shown.
  const watch = setInterval(() => {
    if (!session.state.isIn) session.leave();
  }, 500);
  signal.addEventListener('abort', () => clearInterval(watch), { once: true });
}

/** `keyCode` of a key press that an input method takes for itself, where `isComposing` is not set yet. */
const COMPOSING = 229;

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** About how many characters an input event writes; deleting is writing too, of nothing new. */
function charactersOf(event: InputEvent): number {
  if (event.inputType === 'insertFromPaste' || event.inputType === 'insertFromDrop') return 0;
  if (event.inputType === 'insertText' || event.inputType === 'insertCompositionText') {
    return Math.max(1, event.data?.length ?? 1);
  }
  return event.inputType.startsWith('insert') ? 1 : 0;
}
