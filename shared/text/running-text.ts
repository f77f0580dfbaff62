import { foldWord, wordSpans } from './tokenise.ts';

/**
 * A text as a writer's next-word model sees it: words, and the marks between them. A word is a run of letters with
 * the apostrophes inside it; a run with a digit in it is a number, and all numbers are one.
 */

/** All marks, each a token of its own. `¶` is a line break, `#` a number, `█` a stretch that was blacked out. */
export const marks = [
  '¶',
  '#',
  '.',
  ',',
  '!',
  '?',
  ';',
  ':',
  '…',
  '—',
  '-',
  '“',
  '”',
  '(',
  ')',
  '[',
  ']',
  '/',
  '█',
] as const;
export type Mark = (typeof marks)[number];

export interface TextToken {
  /** A folded word, or a mark. */
  readonly text: string;
  readonly isWord: boolean;
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** Cuts a text into its words and marks, in order; other signs are left out. Linear in the text's length. */
export function textTokens(text: string): TextToken[] {
  const tokens: TextToken[] = [];
  let at = 0;
  for (const { start, end } of wordSpans(text)) {
    addMarks(text, at, start, tokens);
    const word = foldWord(text.slice(start, end));
    if (/\p{N}/u.test(word)) tokens.push({ text: '#', isWord: false, start, end });
    else tokens.push({ text: word, isWord: true, start, end });
    at = end;
  }
  addMarks(text, at, text.length, tokens);
  return tokens;
}

/** Marks that end a sentence. */
export function endsSentence(token: string): boolean {
  return token === '.' || token === '!' || token === '?' || token === '…' || token === '¶';
}

/** Whether a space stands between two neighbouring tokens in ordinary typography. */
export function spaceBetween(before: string, after: string): boolean {
  if (before === '¶' || after === '¶' || before === '-' || after === '-') return false;
  if (before === '(' || before === '[' || before === '“' || before === '/' || after === '/') return false;
  return !['.', ',', '!', '?', ';', ':', '…', '”', ')', ']'].includes(after);
}

/** Signs that mean a mark, by themselves. */
const markOf: ReadonlyMap<string, Mark> = new Map<string, Mark>([
  // A number sign and a pilcrow in a text are neither a number nor a line break.
  ...marks.filter((mark) => mark !== '#' && mark !== '¶').map((mark): [string, Mark] => [mark, mark]),
  ['\n', '¶'],
  ['–', '—'],
  ['―', '—'],
  ['«', '“'],
  ['»', '”'],
  ['„', '“'],
]);

function addMarks(text: string, from: number, to: number, tokens: TextToken[]): void {
  for (let at = from; at < to; ) {
    const sign = text.charAt(at);
    const end = runEnd(text, at, to);
    const mark = meaning(text, at, end);
    const last = tokens.at(-1);
    // Blank lines and blacked-out words in a row are one.
    const repeats = (mark === '¶' || mark === '█') && last?.text === mark && !last.isWord;
    if (mark !== null && !repeats) tokens.push({ text: mark, isWord: false, start: at, end });
    at = sign === '\n' ? at + 1 : end;
  }
}

/** Signs that are one when they stand in a row: `...`, `--`, `██`. */
function runEnd(text: string, at: number, to: number): number {
  const sign = text.charAt(at);
  let end = at + 1;
  if (sign === '.' || sign === '-' || sign === '█') while (end < to && text.charAt(end) === sign) end++;
  return end;
}

function meaning(text: string, at: number, end: number): Mark | null {
  const sign = text.charAt(at);
  if (sign === '.' && end - at > 1) return '…';
  if (sign === '-') return end - at > 1 || !isInside(text, at) ? '—' : '-';
  if (sign === '"') return opens(text, at) ? '“' : '”';
  return markOf.get(sign) ?? null;
}

/** Whether a hyphen parts a word, rather than standing between spaces. */
function isInside(text: string, at: number): boolean {
  return /\S/.test(text.charAt(at - 1)) && /\S/.test(text.charAt(at + 1));
}

function opens(text: string, at: number): boolean {
  return at === 0 || /[\s([—-]/.test(text.charAt(at - 1));
}
