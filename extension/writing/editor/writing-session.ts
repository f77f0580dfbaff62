import type { Editor } from './editor.ts';
import { plainText } from './editor.ts';
import { editorOf, fieldName } from './find-editor.ts';
import { type Candidate, firstWord, followed, type Ghost, newGhost, restOf, turned } from './ghost.ts';
import { insertChecked } from './insert.ts';
import { type KeyPress, keyMeaning, type WritingKey } from './keys.ts';
import type { Asked, WritingHost } from './writing-host.ts';

/** One writer on one page: where they write, and what is suggested to them there. */
export interface WritingSession {
  /** Whether the writer is in an editor, and whether a suggestion is on the screen. */
  readonly state: { readonly isIn: boolean; readonly isShown: boolean; readonly isInserting: boolean };
  /** The writer went somewhere; told by the path of an event there. */
  enter(path: readonly EventTarget[]): void;
  leave(): void;
  /** About so many characters are being typed. */
  typed(characters: number): void;
  /** Something may have changed in the text, or where it is on the screen. */
  changed(): void;
  moved(): void;
  hide(): void;
  /** An input method began or ended composing. */
  composing(on: boolean): void;
  /** What a key press means here, if anything; it is done by `act`. */
  meaningOf(press: KeyPress): WritingKey | null;
  act(key: WritingKey): void;
}

/** A suggestion that was taken is looked at again after so long, ms. */
const LOOKED_AT_AGAIN = 10_000;

/**
 * Asks for suggestions when the writer pauses, shows them beyond the caret, and takes, narrows or withdraws them as the
 * writer goes on. What happened is read from the text itself, once a frame: nothing that runs on a key press reads
 * layout.
 */
export function createWritingSession(host: WritingHost, signal: AbortSignal): WritingSession {
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
    if (editor === null) return;
    tellWriting();
    typed = 0;
    cancel();
    hide();
    editor.release();
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
    if (at === null || surroundings === null || !maySuggest() || composing || inserting) return;
    const { before, after } = surroundings;
    // Within a word, and before anything is written, there is nothing to go on from.
    if (before.trim() === '' || /^[\p{L}\p{N}]/u.test(after)) return;
    // What is on the screen goes first, and the pause asks no more: nothing changes under the hand that takes it.
    hide();
    cancel();
    const question = new AbortController();
    asking = question;
    const candidates = await host.suggest({ before, after, by }, question.signal).catch(() => []);
    if (question.signal.aborted || at !== editor) return;
    asking = null;
    const fresh = newGhost(surroundings, candidates.filter(isShowable));
    const now = editor.surroundings();
    // The writer may have gone on meanwhile.
    ghost = fresh === null || now === null ? null : followed(fresh, now);
    if (ghost === null) return;
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
    // What else is on the screen, an offer to copy, stays until the writer goes on.
    if (ghost === null) return;
    const now = editor?.surroundings() ?? null;
    ghost = now === null ? null : followed(ghost, now);
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
    if (ghost === null) overlay.hide();
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
    if (end === 'refused') {
      ghost = null;
      // A pause that is over now would ask, and take the offer away.
      cancel();
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
    } else {
      // What stands there now decides how much of it is left: the writer may have typed on meanwhile.
      ghost = shown;
      dirty = true;
      reconcile();
    }
    if (ghost === null) wroteSomething(0);
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
    else if (key === 'ask') {
      tellWriting();
      void ask('key');
    } else if (key === 'dismiss') {
      host.happened({ is: 'dismissed' });
      hide();
    } else if (ghost !== null) {
      ghost = turned(ghost, key === 'next' ? 1 : -1);
      show(true);
    }
  };

  signal.addEventListener(
    'abort',
    () => {
      leave();
      view.cancelAnimationFrame(frame);
    },
    { once: true },
  );

  return {
    get state() {
      const isIn = editor !== null && isThere(editor.element);
      return { isIn, isShown: ghost !== null, isInserting: inserting };
    },
    enter,
    leave,
    typed: wroteSomething,
    changed,
    moved,
    hide,
    composing(on) {
      composing = on;
      if (on) {
        cancel();
        hide();
      } else if (editor !== null) wroteSomething(1);
    },
    meaningOf(press) {
      if (editor === null) return null;
      if (ghost !== null && dirty) reconcile();
      const meaning = keyMeaning(press, {
        shown: ghost !== null,
        tab: host.choices().tab && ghost !== null && !editor.usesTab(),
        direction: overlay.direction(),
      });
      return meaning === 'ask' && !maySuggest() ? null : meaning;
    },
    act,
  };
}

/** Whether an element is in a page that is shown: a frame that was taken away keeps its document. */
function isThere(element: Element): boolean {
  return element.isConnected && element.ownerDocument.defaultView !== null;
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
