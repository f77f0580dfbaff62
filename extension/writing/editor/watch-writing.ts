import type { Editor, Surroundings } from './editor.ts';
import { plainText } from './editor.ts';
import { editorOf, fieldName } from './find-editor.ts';
import { type Candidate, firstWord, followed, type Ghost, newGhost, restOf, turned } from './ghost.ts';
import { insertChecked } from './insert.ts';
import { keyMeaning, type WritingKey } from './keys.ts';
import type { Overlay } from './overlay.ts';
import { watchFrames } from './watch-frames.ts';

/** What the host of the editor engine does for it. The engine itself knows no extension. */
export interface WritingHost {
  readonly view: Window;
  readonly overlay: Overlay;
  /** The elements of the page that hold a story being written, frames among them; asked anew, since some come late. */
  editors(): readonly Element[];
  choices(): WritingChoices;
  /** Candidates for the text at the caret, the best first; none where there is nothing good to say. */
  suggest(asked: Asked, signal: AbortSignal): Promise<readonly Candidate[]>;
  /** The writer typed, and paused. `typed` is about how many characters since the last time. */
  wrote(surroundings: Surroundings, typed: number, editor: Editor): void;
  /** What became of suggestions. */
  happened(event: SuggestionEvent): void;
  /** The writer is in this editor now; null when in none. */
  entered(editor: Editor | null): void;
}

export interface WritingChoices {
  readonly suggesting: boolean;
  /** Whether Tab takes a suggestion. */
  readonly tab: boolean;
  /** How long a pause is, ms. */
  readonly pause: number;
  /** Fields without suggestions, by `fieldName`. */
  readonly fieldsOff: readonly string[];
}

export interface Asked extends Surroundings {
  /** By a pause or by the writer's own key: then anything is better than nothing. */
  readonly by: 'pause' | 'key';
}

/** A list with what was seen of it; texts are those that were offered. */
export type SuggestionEvent =
  | { readonly is: 'shown' }
  | { readonly is: 'dismissed' }
  | {
      readonly is: 'taken';
      /** Whether all of it was taken, or a word. */
      readonly whole: boolean;
      readonly before: string;
      /** In the order in which they were seen. */
      readonly seen: readonly Candidate[];
      readonly chosen: number;
    }
  /** What was taken was changed soon after. */
  | { readonly is: 'edited' };

/** A suggestion that was taken is looked at again after so long, ms. */
const LOOKED_AT_AGAIN = 10_000;

/**
 * Watches one page's editors: asks for suggestions when the writer pauses, shows them beyond the caret, and takes,
 * narrows or withdraws them as the writer goes on.
 *
 * Events only mark that something may have changed; what did is read from the text itself, once a frame. Nothing that
 * runs on a key press reads layout, and no key is taken from the page unless a suggestion is on the screen.
 */
export function watchWriting(host: WritingHost, signal: AbortSignal): void {
  const { view, overlay } = host;
  let editor: Editor | null = null;
  let ghost: Ghost | null = null;
  let composing = false;
  /** Characters typed since the writing was last told. */
  let typed = 0;
  let dirty = false;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;
  let inserting = false;

  const hide = (): void => {
    ghost = null;
    overlay.hide();
  };
  const cancel = (): void => {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  };
  const leave = (): void => {
    if (editor !== null && typed > 0) tellWriting();
    cancel();
    hide();
    editor?.release();
    editor = null;
    host.entered(null);
  };
  const enter = (path: readonly EventTarget[]): void => {
    const next = editorOf(path);
    if (next !== null && next.element === editor?.element) return;
    if (editor !== null) leave();
    if (next === null || !isCovered(next.element, host.editors())) return;
    editor = next;
    host.entered(next);
  };

  const tellWriting = (): void => {
    const surroundings = editor?.surroundings() ?? null;
    if (editor === null || surroundings === null || typed === 0) return;
    host.wrote(surroundings, typed, editor);
    typed = 0;
  };
  const maySuggest = (): boolean => {
    const { suggesting, fieldsOff } = host.choices();
    return suggesting && editor !== null && !fieldsOff.includes(fieldName(editor.element));
  };

  const ask = async (by: Asked['by']): Promise<void> => {
    const at = editor;
    const surroundings = at?.surroundings() ?? null;
    if (at === null || surroundings === null || !maySuggest() || composing) return;
    const { before, after } = surroundings;
    // Within a word, and before anything is written, there is nothing to go on from.
    if (before.trim() === '' || /^[\p{L}\p{N}]/u.test(after)) return;
    asking?.abort();
    const question = new AbortController();
    asking = question;
    const candidates = await host.suggest({ before, after, by }, question.signal).catch(() => []);
    if (question.signal.aborted || at !== editor) return;
    asking = null;
    const fresh = newGhost(before, candidates.filter(isShowable));
    const now = editor.surroundings();
    // The writer may have gone on meanwhile.
    ghost = fresh === null || now === null ? null : followed(fresh, now.before);
    if (ghost === null) return overlay.hide();
    show(true);
    host.happened({ is: 'shown' });
  };

  const show = (announced: boolean): void => {
    const box = editor?.caretBox() ?? null;
    const surroundings = editor?.surroundings() ?? null;
    if (ghost === null || editor === null || surroundings === null || box === null) {
      hide();
      return;
    }
    const rest = restOf(ghost);
    const tab = host.choices().tab && !editor.usesTab();
    const endsLine = /^[^\S\n]*(\n|$)/.test(plainText(surroundings.after));
    overlay.show({ text: rest, box, endsLine, key: tab ? 'Tab' : 'Alt+Enter', announced });
  };

  /** Reads what became of the text, and follows it. */
  const reconcile = (): void => {
    if (!dirty) return;
    dirty = false;
    const now = editor?.surroundings() ?? null;
    ghost = ghost === null || now === null ? null : followed(ghost, now.before);
    if (ghost === null) overlay.hide();
    else show(false);
  };
  const changed = (): void => {
    dirty = true;
    frame ||= view.requestAnimationFrame(() => {
      frame = 0;
      if (!inserting) reconcile();
    });
  };
  const moved = (): void => {
    if (ghost === null) return;
    frame ||= view.requestAnimationFrame(() => {
      frame = 0;
      if (ghost !== null && !inserting) show(false);
    });
  };
  const paused = (): void => {
    if (composing) return;
    tellWriting();
    if (ghost === null) void ask('pause');
  };
  const wroteSomething = (characters: number): void => {
    typed += characters;
    asking?.abort();
    clearTimeout(timer);
    timer = setTimeout(paused, host.choices().pause);
    changed();
  };

  const take = async (whole: boolean): Promise<void> => {
    const at = editor;
    const shown = ghost;
    if (at === null || shown === null || inserting) return;
    const rest = restOf(shown);
    const text = whole ? rest : firstWord(rest);
    const box = at.caretBox();
    inserting = true;
    overlay.hide();
    const end = await insertChecked(at, text, (wait) => settled(view, wait));
    inserting = false;
    dirty = false;
    if (end === 'refused') {
      ghost = null;
      if (box !== null) overlay.offerCopy(rest, box);
      return;
    }
    const first = shown.taken === 0 || whole;
    if (first) {
      host.happened({
        is: 'taken',
        whole,
        before: shown.base,
        seen: shown.seen.flatMap((place) => shown.candidates[place] ?? []),
        chosen: shown.seen.indexOf(shown.at),
      });
    }
    if (whole) {
      ghost = null;
      lookAgain(at, text);
      wroteSomething(0);
      return;
    }
    ghost = { ...shown, taken: shown.taken + text.length };
    if (restOf(ghost) === '') ghost = null;
    if (ghost === null) wroteSomething(0);
    else show(false);
  };

  /** A suggestion that does not stand there a while later was no good one. */
  const lookAgain = (at: Editor, text: string): void => {
    const later = setTimeout(() => {
      const now = at === editor ? at.surroundings() : null;
      if (now !== null && !plainText(now.before + now.after).includes(plainText(text).trim())) {
        host.happened({ is: 'edited' });
      }
    }, LOOKED_AT_AGAIN);
    signal.addEventListener('abort', () => clearTimeout(later), { once: true });
  };

  const act = (key: WritingKey): void => {
    if (key === 'take' || key === 'take-word') void take(key === 'take');
    else if (key === 'ask') void ask('key');
    else if (key === 'dismiss') {
      host.happened({ is: 'dismissed' });
      hide();
    } else if (ghost !== null) {
      ghost = turned(ghost, key === 'next' ? 1 : -1);
      show(true);
    }
  };
  overlay.onTake(() => act('take'));

  const onKey = (event: KeyboardEvent): void => {
    if (editor === null || !event.isTrusted || event.isComposing || event.keyCode === COMPOSING) return;
    // While a suggestion is being put in, its key may come again.
    if (inserting && event.key === 'Tab') {
      swallow(event);
      return;
    }
    if (ghost !== null && dirty) reconcile();
    const meaning = keyMeaning(event, {
      shown: ghost !== null,
      tab: host.choices().tab && ghost !== null && !editor.usesTab(),
      direction: overlay.direction(),
    });
    if (meaning === null) return;
    if (meaning === 'ask' && !maySuggest()) return;
    swallow(event);
    act(meaning);
  };

  const listen = (document: Document, life: AbortSignal): void => {
    const capture = { capture: true, passive: true, signal: life };
    const window = document.defaultView;
    if (window === null) return;
    window.addEventListener('keydown', onKey, { capture: true, signal: life });
    document.addEventListener(
      'beforeinput',
      (event) => {
        if (!event.isTrusted || inserting) return;
        // A frame that comes back into focus does not say so of what is in it.
        if (editor === null) enter(event.composedPath());
        if (editor !== null) wroteSomething(charactersOf(event));
      },
      capture,
    );
    document.addEventListener('input', () => editor !== null && changed(), capture);
    document.addEventListener('selectionchange', () => ghost !== null && changed(), capture);
    document.addEventListener(
      'compositionstart',
      () => {
        composing = true;
        cancel();
        hide();
      },
      capture,
    );
    document.addEventListener(
      'compositionend',
      () => {
        composing = false;
        if (editor !== null) wroteSomething(1);
      },
      capture,
    );
    document.addEventListener('focusin', (event) => enter(event.composedPath()), capture);
    document.addEventListener('focusout', leave, capture);
    document.addEventListener(
      'pointerdown',
      (event) => {
        // A page may make an editor of what has the focus already.
        if (editor === null) enter(event.composedPath());
        if (!overlay.owns(event)) hide();
      },
      capture,
    );
    document.addEventListener('scroll', moved, capture);
    window.addEventListener('resize', moved, capture);
    const active = document.activeElement;
    if (active !== null && active !== document.body) enter([active]);
    else if (document !== view.document && document.hasFocus() && active !== null) enter([active]);
  };

  listen(view.document, signal);
  watchFrames(() => host.editors(), view, listen, signal);
  view.visualViewport?.addEventListener('resize', moved, { passive: true, signal });
  // An editor may be taken away while a suggestion is shown.
  const watch = setInterval(() => {
    if (editor !== null && !isThere(editor.element)) leave();
  }, 500);
  signal.addEventListener(
    'abort',
    () => {
      clearInterval(watch);
      leave();
      view.cancelAnimationFrame(frame);
    },
    { once: true },
  );
}

/** Whether an element is in a page that is shown: a frame that was taken away keeps its document. */
function isThere(element: Element): boolean {
  return element.isConnected && element.ownerDocument.defaultView !== null;
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

/** One line, and something to see. */
function isShowable({ text }: Candidate): boolean {
  return text.trim() !== '' && !/[\r\n]/.test(text);
}

/** Whether an element is, or lies in, one of the page's story editors; a frame's content lies in its frame. */
function isCovered(element: Element, editors: readonly Element[]): boolean {
  for (let at: Element | null = element; at !== null; ) {
    const inner = at;
    if (editors.some((editor) => editor === inner || editor.contains(inner))) return true;
    const root = at.getRootNode();
    at = 'host' in root && isElement(root.host) ? root.host : frameOf(at);
  }
  return false;
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && 'tagName' in value;
}

function frameOf(element: Element): Element | null {
  try {
    return element.ownerDocument.defaultView?.frameElement ?? null;
  } catch {
    return null;
  }
}

function settled(view: Window, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    view.setTimeout(resolve, milliseconds);
  });
}
