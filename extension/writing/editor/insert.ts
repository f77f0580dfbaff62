import { type Editor, plainText, type Surroundings } from './editor.ts';

export type Insertion = 'inserted' | 'refused';

/**
 * Puts text at the caret and makes sure that exactly this happened: the text stands before the caret, and what stood
 * before and after it is as it was. Ways are tried until one does it; what did something else is undone.
 *
 * @param settle waits, since some editors write a moment later than they are told, ms.
 * @returns `refused` when nothing could be inserted; the text is then as it was, and may be offered for copying.
 */
export async function insertChecked(
  editor: Editor,
  text: string,
  settle: (milliseconds: number) => Promise<void>,
): Promise<Insertion> {
  const before = editor.surroundings();
  if (before === null || text === '') return 'refused';
  for (const way of editor.ways) {
    editor.insert(text, way);
    // Some editors put right what they did not do themselves, a task later.
    await settle(0);
    let end = compare(editor.surroundings(), before, text);
    if (end !== 'other') {
      await settle(THREE_FRAMES);
      const later = compare(editor.surroundings(), before, text);
      // The writer may type on meanwhile: what was there once and is longer now was not refused.
      if (end === 'nothing' || later === 'nothing') end = later;
    }
    if (end === 'inserted') return 'inserted';
    if (end === 'other') {
      editor.undo();
      return 'refused';
    }
  }
  return 'refused';
}

const THREE_FRAMES = 50;
/** What is compared before the caret: enough to tell places apart, whatever moved out of the window. */
const COMPARED = 200;

/** What became of the text. Pure. */
function compare(
  now: Surroundings | null,
  before: Surroundings,
  text: string,
): 'inserted' | 'nothing' | 'other' {
  if (now === null) return 'nothing';
  const expected = plainText(before.before + text).slice(-COMPARED - text.length);
  const after = plainText(before.after);
  const nowAfter = plainText(now.after);
  const same = Math.min(after.length, nowAfter.length);
  if (after.slice(0, same) !== nowAfter.slice(0, same)) return 'other';
  const nowBefore = plainText(now.before);
  if (nowBefore.endsWith(expected)) return 'inserted';
  return nowBefore.endsWith(plainText(before.before).slice(-COMPARED)) ? 'nothing' : 'other';
}
