import { namedEditors } from '../capture/editor-page.ts';
import type { MessageIn, MessageName, MessageOut, MessageReply } from '../messaging/messages.ts';
import type { Editor } from './editor/editor.ts';
import { createFieldChip, type FieldChip } from './editor/field-chip.ts';
import { fieldName } from './editor/find-editor.ts';
import { insertChecked } from './editor/insert.ts';
import type { Overlay } from './editor/overlay.ts';
import { replaceChecked } from './editor/replace.ts';
import { watchWriting } from './editor/watch-writing.ts';
import { type TypedParagraphs, withTyped } from './typed-paragraphs.ts';

export interface InPagePorts {
  readonly port: {
    send<N extends MessageName>(name: N, body: MessageIn<N>): Promise<MessageReply<N>>;
    answer(respond: (name: string, body: unknown) => Promise<unknown> | undefined, signal: AbortSignal): void;
    onMessage(receive: (name: string, body: unknown) => void, signal: AbortSignal): void;
  };
  overlay(document: Document, signal: AbortSignal): Overlay;
  readonly chip: Parameters<typeof createFieldChip>[1];
}

/** Paragraphs are told so long after the last that was told, ms. */
const TELL_EVERY = 5_000;
/** Texts that were pasted are remembered to be left out. */
const PASTES_KEPT = 20;
const LONGEST_DRAFT = 2_000_000;
const RUNNING = Symbol.for('prompttale.writing');

/**
 * Helps with writing on one page: joins the editor engine to the extension. Runs once a page, until the site's script
 * says that the page or the consent is over.
 */
export async function startWriting(view: Window, { port, overlay, chip }: InPagePorts): Promise<void> {
  const page = namedEditors();
  // The same page may be asked for twice.
  if (page === null || Reflect.get(globalThis, RUNNING) === page.signal) return;
  Reflect.set(globalThis, RUNNING, page.signal);
  const { site, signal } = page;
  const first = await port.send('writing.choices', { site });
  if (!first.ok || signal.aborted) return;

  let choices: MessageOut<'writing.choices'> = first.body;
  let current: Editor | null = null;
  let last: Editor | null = null;
  const refresh = async (): Promise<void> => {
    const reply = await port.send('writing.choices', { site });
    if (reply.ok) choices = reply.body;
    field.update(statusOf());
  };
  const typed = recordTyping(view, site, port, () => choices.learning, signal);
  const statusOf = (): Parameters<FieldChip['update']>[0] => ({
    siteOn: choices.suggesting,
    fieldOn: current !== null && !choices.fieldsOff.includes(fieldName(current.element)),
  });
  const field = createFieldChip(view.document, chip, signal, async (what, on) => {
    if (current === null) return;
    const reply = await port.send('writing.switch', {
      site,
      field: what === 'field' ? fieldName(current.element) : null,
      on,
    });
    if (reply.ok) choices = reply.body;
    field.update(statusOf());
  });

  port.onMessage((name) => {
    if (name === 'page.allowed') void refresh();
  }, signal);
  port.answer((name, body) => {
    // The panel took the focus; the draft is the one that was written in last.
    if (name === 'page.draft') return Promise.resolve(draftOf(view, site, last));
    return name === 'page.insert' && isInsertion(body) ? insertInto(view, last, body.text) : undefined;
  }, signal);

  watchWriting(
    {
      view,
      overlay: overlay(view.document, signal),
      editors: page.elements,
      choices: () => choices,
      async suggest(asked, abort) {
        field.tell('thinking', null);
        const reply = await port.send('writing.suggest', { site, ...asked });
        if (abort.aborted) return [];
        const trouble = reply.ok ? reply.body.trouble : reply.message;
        field.tell(trouble === null ? 'ready' : 'trouble', trouble);
        return reply.ok ? reply.body.candidates : [];
      },
      wrote: typed.wrote,
      happened(event) {
        void port.send('writing.happened', {
          site,
          event: event.is === 'taken' ? { ...event, seen: [...event.seen] } : event,
        });
      },
      entered(editor) {
        current = editor;
        if (editor !== null) last = editor;
        else typed.tell();
        field.attach(editor?.element ?? null);
        field.update(statusOf());
      },
    },
    signal,
  );
}

function draftOf(view: Window, site: string, editor: Editor | null): MessageOut<'page.draft'> {
  if (editor === null || !editor.element.isConnected) return { draft: null };
  return {
    draft: {
      site,
      title: view.document.title.slice(0, 200),
      text: editor.wholeText().slice(0, LONGEST_DRAFT),
      before: editor.surroundings()?.before ?? '',
      selected: editor.selectedText().slice(0, 20_000),
    },
  };
}

async function insertInto(
  view: Window,
  editor: Editor | null,
  text: string,
): Promise<MessageOut<'page.insert'>> {
  if (editor === null || !editor.element.isConnected) return { inserted: false };
  editor.element.focus({ preventScroll: true });
  const wait = (ms: number): Promise<void> => new Promise((resolve) => view.setTimeout(resolve, ms));
  const line = text.replace(/\s*\n\s*/g, ' ');
  // What was asked to be rewritten is still selected.
  const put = editor.selectedText() === '' ? insertChecked : replaceChecked;
  return { inserted: (await put(editor, line, wait)) === 'inserted' };
}

function isInsertion(body: unknown): body is { readonly text: string } {
  return typeof body === 'object' && body !== null && typeof Reflect.get(body, 'text') === 'string';
}

/** Gathers what is typed, and tells it now and then; nothing is gathered where it may not be learnt from. */
function recordTyping(
  view: Window,
  site: string,
  port: InPagePorts['port'],
  mayLearn: () => boolean,
  signal: AbortSignal,
) {
  const visit = [...crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  let paragraphs: TypedParagraphs = [];
  const pasted: string[] = [];
  let told = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const text = paragraphs.join('\n');
    if (text === told || !mayLearn()) return;
    told = text;
    const draft = `${view.location.host}${view.location.pathname}`.slice(0, 200);
    void port.send('writing.typed', { site, draft, visit, text });
  };
  view.document.addEventListener(
    'paste',
    (event) => {
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (text.length < 20) return;
      pasted.push(
        ...text
          .slice(0, 20_000)
          .split(/\n+/)
          .filter((line) => line.trim().length >= 20),
      );
      pasted.splice(0, Math.max(0, pasted.length - PASTES_KEPT));
    },
    { capture: true, passive: true, signal },
  );
  view.addEventListener('pagehide', tell, { passive: true, signal });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return {
    tell,
    wrote(surroundings: { before: string; after: string }, characters: number): void {
      if (!mayLearn()) {
        paragraphs = [];
        return;
      }
      paragraphs = withTyped(paragraphs, surroundings, characters, pasted);
      timer ??= setTimeout(tell, TELL_EVERY);
    },
  };
}
