import { describe, expect, it } from 'vitest';
import type { Editor, InsertWay } from './editor.ts';
import { insertChecked } from './insert.ts';

/** An editor that does with each way to insert what the test says. */
function editorThat(
  does: Partial<Record<InsertWay, (text: string, inserted: string) => string>>,
  after = '',
): Editor & { text(): string; tried: InsertWay[]; undone: number } {
  let text = 'She said';
  const before: string[] = [];
  const tried: InsertWay[] = [];
  const editor = {
    kind: 'rich' as const,
    ways: ['command', 'beforeinput', 'paste'] as const,
    element: {} as HTMLElement,
    surroundings: () => ({ before: text, after }),
    selectedText: () => '',
    caretBox: () => null,
    insert(inserted: string, way: InsertWay) {
      tried.push(way);
      before.push(text);
      text = does[way]?.(text, inserted) ?? text;
    },
    undo() {
      editor.undone++;
      text = before.pop() ?? text;
    },
    usesTab: () => false,
    wholeText: () => text,
    release: () => {},
    text: () => text,
    tried,
    undone: 0,
  };
  return editor;
}
const plainly = (text: string, inserted: string): string => text + inserted;
const noWait = async (): Promise<void> => {};

describe('inserting', () => {
  it('uses the first way that does it, and no other', async () => {
    const editor = editorThat({ command: plainly, beforeinput: plainly });
    expect(await insertChecked(editor, ' nothing', noWait)).toBe('inserted');
    expect(editor.text()).toBe('She said nothing');
    expect(editor.tried).toEqual(['command']);
  });

  it('tries the next way where one did nothing', async () => {
    const editor = editorThat({ paste: plainly });
    expect(await insertChecked(editor, ' nothing', noWait)).toBe('inserted');
    expect(editor.tried).toEqual(['command', 'beforeinput', 'paste']);
  });

  it('tries the next way where an editor took the text back a moment later', async () => {
    const editor = editorThat({ command: plainly, beforeinput: plainly });
    let waits = 0;
    const settle = async (): Promise<void> => {
      if (++waits === 1) editor.undo();
    };
    expect(await insertChecked(editor, ' nothing', settle)).toBe('inserted');
    expect(editor.tried).toEqual(['command', 'beforeinput']);
    expect(editor.text()).toBe('She said nothing');
  });

  it('undoes what became something else, and offers no second try', async () => {
    const editor = editorThat({ command: (text, inserted) => `${text}${inserted}${inserted}!` });
    expect(await insertChecked(editor, ' nothing', noWait)).toBe('refused');
    expect(editor.text()).toBe('She said');
    expect(editor.undone).toBe(1);
  });

  it('refuses when no way does anything, and changes nothing', async () => {
    const editor = editorThat({});
    expect(await insertChecked(editor, ' nothing', noWait)).toBe('refused');
    expect(editor.text()).toBe('She said');
    expect(editor.undone).toBe(0);
  });

  it('does not undo what the writer typed on in the same moment', async () => {
    const editor = editorThat({ command: plainly, beforeinput: plainly });
    let waits = 0;
    const settle = async (): Promise<void> => {
      if (++waits === 2) editor.insert('!', 'beforeinput');
    };
    expect(await insertChecked(editor, ' nothing', settle)).toBe('inserted');
    expect(editor.text()).toBe('She said nothing!');
    expect(editor.undone).toBe(0);
  });

  it('takes the no-break spaces that editors write for spaces', async () => {
    const editor = editorThat({ command: (text, inserted) => text + inserted.replace(/ /g, '\u00a0') });
    expect(await insertChecked(editor, ' nothing at all', noWait)).toBe('inserted');
  });
});
