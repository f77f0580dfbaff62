/**
 * A place where somebody writes, whatever it is made of: a plain field, or an element whose content is edited, in the
 * page or in a frame of the page's own. Nothing here knows the extension; a page without it could use the same.
 */
export interface Editor {
  readonly kind: 'field' | 'rich';
  /** What has the focus while one writes. */
  readonly element: HTMLElement;
  /** The text round the caret; null while something is selected, or the caret is not in it. */
  surroundings(): Surroundings | null;
  /** What is selected in it; empty where nothing is. */
  selectedText(): string;
  /** Where the caret is on the top window's screen, in CSS pixels; null while it cannot be seen. Reads layout. */
  caretBox(): CaretBox | null;
  /** The ways in which it may take text, the best first. */
  readonly ways: readonly InsertWay[];
  /** Puts text at the caret as if it had been typed: one step to undo. Whether it did is to be looked at. */
  insert(text: string, way: InsertWay): void;
  /** Takes the last step back, as the editor does it. */
  undo(): void;
  /** Whether Tab already does something at the caret: in a list, a table, code. */
  usesTab(): boolean;
  /** All of the text, for what somebody asks to have looked at. */
  wholeText(): string;
  /** Takes away what was put into the page to measure with. */
  release(): void;
}

/** What stands before and after the caret: the nearest 2,000 and 200 characters, with line breaks between blocks. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
}

/** Ways to insert; `insert.ts` tries an editor's own in their order. */
export type InsertWay = 'command' | 'beforeinput' | 'paste';

export interface CaretBox {
  /** The caret's line, from the left of the window and its top. */
  readonly x: number;
  readonly top: number;
  readonly height: number;
  /** The part of the editor that can be seen. */
  readonly frame: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly font: CaretFont;
}

/** How text at the caret looks. */
export interface CaretFont {
  readonly shorthand: string;
  readonly letterSpacing: string;
  readonly colour: string;
  readonly direction: 'ltr' | 'rtl';
}

export const MOST_BEFORE = 2000;
export const MOST_AFTER = 200;

/** Text as it compares: editors write some spaces as no-break spaces, and mark carets with characters of no width. */
export function plainText(text: string): string {
  return text.replace(/\u00a0/g, ' ').replace(INVISIBLE, '');
}

const INVISIBLE = /[\u200b\u2060\ufeff]/g;
