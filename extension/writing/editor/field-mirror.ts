/** A `textarea` or a one-line `input`. */
export type PlainField = HTMLTextAreaElement | HTMLInputElement;

/** Where a character of a plain field stands, from the field's padding box, before it is scrolled. */
export interface FieldMirror {
  placeOf(at: number): { readonly x: number; readonly y: number; readonly height: number };
  remove(): void;
}

/**
 * A plain field does not tell where its caret is, so its text is set once more, out of sight, with the same width and
 * font. Long texts are set in parts of whole lines, and a part that did not change is not set again: in a story of
 * fifty thousand words only the paragraphs round the caret cost anything.
 */
export function createFieldMirror(field: PlainField): FieldMirror {
  const document = field.ownerDocument;
  const host = document.createElement('prompttale-mirror');
  host.style.cssText = 'all:initial;position:fixed;left:-99999px;top:0;visibility:hidden;pointer-events:none';
  host.setAttribute('aria-hidden', 'true');
  // The page's own styles must not reach the copy.
  const root = host.attachShadow({ mode: 'closed' });
  const sheet = document.createElement('div');
  root.append(sheet);
  const parts: { readonly element: HTMLElement; text: string }[] = [];
  const last = document.createElement('div');
  const mark = document.createElement('span');

  const setParts = (texts: readonly string[]): void => {
    while (parts.length > texts.length) parts.pop()?.element.remove();
    texts.forEach((text, at) => {
      let part = parts[at];
      if (part === undefined) {
        part = { element: document.createElement('div'), text: '' };
        parts.push(part);
        sheet.insertBefore(part.element, last);
      }
      if (part.text === text) return;
      part.text = text;
      part.element.textContent = text;
    });
  };

  return {
    placeOf(at) {
      if (!host.isConnected) {
        document.documentElement.append(host);
        sheet.append(last);
      }
      copyStyle(field, sheet);
      const { whole, rest } = inParts(field.value.slice(0, at));
      setParts(whole);
      // The rest of the word decides where a line breaks.
      const after = /^\S*/.exec(field.value.slice(at, at + 100))?.[0] ?? '';
      mark.textContent = '\u200b';
      last.replaceChildren(rest, mark, after);
      const box = mark.getBoundingClientRect();
      const from = sheet.getBoundingClientRect();
      const place = { x: box.left - from.left, y: box.top - from.top, height: box.height };
      return place;
    },
    remove: () => host.remove(),
  };
}

const PART_CHARACTERS = 4000;

/** Cuts a text after lines, into parts of about 4,000 characters and a rest. */
function inParts(text: string): { whole: string[]; rest: string } {
  const whole: string[] = [];
  let start = 0;
  while (text.length - start > PART_CHARACTERS) {
    const end = text.indexOf('\n', start + PART_CHARACTERS);
    if (end === -1) break;
    whole.push(text.slice(start, end));
    start = end + 1;
  }
  return { whole, rest: text.slice(start) };
}

const copied = [
  'direction',
  'fontFamily',
  'fontSize',
  'fontStyle',
  'fontVariant',
  'fontWeight',
  'fontStretch',
  'fontFeatureSettings',
  'letterSpacing',
  'lineHeight',
  'paddingBottom',
  'paddingLeft',
  'paddingRight',
  'paddingTop',
  'tabSize',
  'textAlign',
  'textIndent',
  'textTransform',
  'wordSpacing',
] as const;

function copyStyle(field: PlainField, sheet: HTMLElement): void {
  const style = field.ownerDocument.defaultView?.getComputedStyle(field);
  if (style === undefined) return;
  for (const name of copied) sheet.style[name] = style[name];
  const oneLine = field.tagName === 'INPUT';
  sheet.style.boxSizing = 'border-box';
  sheet.style.width = oneLine ? 'auto' : `${field.clientWidth}px`;
  sheet.style.whiteSpace = oneLine ? 'pre' : 'pre-wrap';
  sheet.style.overflowWrap = oneLine ? 'normal' : 'break-word';
}
