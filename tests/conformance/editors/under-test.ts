/** What a page with an editor tells a test, from the editor's own model. */
export interface EditorUnderTest {
  /** The text as the editor holds it, paragraphs as lines. */
  text(): string;
  /** Sets the text, one paragraph a line, and puts the caret at its end. */
  fill(text: string): void;
  focus(): void;
}

declare global {
  interface Window {
    underTest?: EditorUnderTest;
  }
}

export function place(): HTMLElement {
  const element = document.querySelector<HTMLElement>('#editor');
  if (element === null) throw new Error('The page has no place for the editor.');
  return element;
}

export function present(editor: EditorUnderTest): void {
  window.underTest = editor;
}
