import { type Editor, plainText } from './editor.ts';
import type { Insertion } from './insert.ts';

/**
 * Puts a text in the place of what is selected, and makes sure that this is what happened: the whole text is as it was
 * but for the one passage. What became something else is undone.
 *
 * @param settle waits, since some editors write a moment later than they are told, ms.
 */
export async function replaceChecked(
  editor: Editor,
  text: string,
  settle: (milliseconds: number) => Promise<void>,
): Promise<Insertion> {
  const selected = comparable(editor.selectedText());
  const before = comparable(editor.wholeText());
  if (selected === '' || text === '') return 'refused';
  for (const way of editor.ways) {
    editor.insert(text, way);
    await settle(THREE_FRAMES);
    const now = comparable(editor.wholeText());
    if (isReplaced(before, now, selected, comparable(text))) return 'inserted';
    if (now !== before) {
      editor.undo();
      return 'refused';
    }
  }
  return 'refused';
}

const THREE_FRAMES = 50;

/** White space is the editor's: blocks begin where it wants them. */
function comparable(text: string): string {
  return plainText(text).replace(/\s+/g, '');
}

/** Whether one occurrence of a passage, and nothing else, is another text now. */
function isReplaced(before: string, now: string, passage: string, text: string): boolean {
  for (let at = before.indexOf(passage); at >= 0; at = before.indexOf(passage, at + 1)) {
    if (now === before.slice(0, at) + text + before.slice(at + passage.length)) return true;
  }
  return false;
}
