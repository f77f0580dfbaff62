/**
 * Cuts a text into words, sentences and paragraphs in one pass over its characters: linear in its length whatever
 * the text, for any script. Scripts written without spaces (Han, kana, Thai, …) give one word a character, since a
 * dictionary of their words is more than a passage's features need.
 */

/** A stretch of a text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text with its words: cut once, used by all that looks at it. */
export interface TokenisedText {
  readonly text: string;
  readonly spans: readonly Span[];
  /** The words at `spans`, folded by `foldWord`. */
  readonly words: readonly string[];
}

/** Cuts a text into words; an apostrophe inside a word stays (`don't`), a hyphen parts words. */
export function tokenise(text: string): TokenisedText {
  const spans = wordSpans(text);
  return { text, spans, words: spans.map(({ start, end }) => foldWord(text.slice(start, end))) };
}

/** The words of a text in order, lower-cased. */
export function words(text: string): readonly string[] {
  return tokenise(text).words;
}

/** Where the words of a text stand. Numbers count as words. */
export function wordSpans(text: string): Span[] {
  const spans: Span[] = [];
  let start = -1;
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at) ?? 0;
    const width = point > 0xffff ? 2 : 1;
    const kind = characterKind(point);
    if (kind === WORD) {
      if (start < 0) start = at;
    } else if (start >= 0 && !(kind === APOSTROPHE && isWordCharacter(text, at + 1))) {
      spans.push({ start, end: at });
      start = -1;
    }
    if (kind === WHOLE_WORD) spans.push({ start: at, end: at + width });
    at += width;
  }
  if (start >= 0) spans.push({ start, end: text.length });
  return spans;
}

/**
 * Where the sentences of a text stand. A sentence ends after `.`, `!`, `?`, `…` or their full-width forms with the
 * quotes that close behind them, if white space follows, and at every line break. A full stop after a title (`Mr.`)
 * or a single capital (`J.`) ends nothing.
 */
export function sentenceSpans(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  let hasWord = false;
  const close = (end: number): void => {
    if (hasWord) spans.push({ start, end });
    start = end;
    hasWord = false;
  };
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === LINE_FEED) {
      close(at + 1);
    } else if (isTerminal(unit)) {
      if (unit === FULL_STOP && endsAbbreviation(text, at)) continue;
      let end = at + 1;
      while (end < text.length && (isTerminal(text.charCodeAt(end)) || isCloser(text.charCodeAt(end)))) end++;
      if (end === text.length || isSpace(text.charCodeAt(end)) || unit > 0x3000) close(end);
      at = end - 1;
    } else if (!hasWord) {
      hasWord = characterKind(unit) !== OTHER && characterKind(unit) !== APOSTROPHE;
    }
  }
  close(text.length);
  return spans;
}

/** The sentences of a text, trimmed. */
export function sentences(text: string): string[] {
  return sentenceSpans(text).map(({ start, end }) => text.slice(start, end).trim());
}

/** The paragraphs of a text: its lines that are not blank, trimmed. */
export function paragraphs(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length > 0);
}

/** The form under which a word is looked up and counted: lower case, straight apostrophe, composed accents. */
export function foldWord(word: string): string {
  const lower = word.toLowerCase();
  return isAscii(lower) ? lower : lower.normalize('NFC').replace(/[’ʼ]/g, "'");
}

/**
 * A text of at most `limit` characters: the whole, or twelve pieces evenly spaced over it, joined by line breaks.
 * Used where only shares and means are wanted, so that a story of 2 MB costs no more than a chapter.
 */
export function sampleEvenly(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const pieces = 12;
  const length = Math.floor(limit / pieces) - 1;
  const stride = (text.length - length) / (pieces - 1);
  return Array.from({ length: pieces }, (_, piece) => {
    const start = Math.floor(piece * stride);
    return text.slice(start, start + length);
  }).join('\n');
}

const OTHER = 1;
const WORD = 2;
const WHOLE_WORD = 3;
const APOSTROPHE = 4;

const LINE_FEED = 0x0a;
const FULL_STOP = 0x2e;

/** Kind of each character of the basic plane, filled when first met: a regular expression a character is too slow. */
const knownKinds = new Uint8Array(0x10000);

function characterKind(point: number): number {
  if (point > 0xffff) return classify(point);
  const known = knownKinds[point] ?? 0;
  if (known !== 0) return known;
  const kind = classify(point);
  knownKinds[point] = kind;
  return kind;
}

function classify(point: number): number {
  if (point === 0x27 || point === 0x2019 || point === 0x2bc) return APOSTROPHE;
  const character = String.fromCodePoint(point);
  if (
    /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u.test(
      character,
    )
  ) {
    return /\p{L}/u.test(character) ? WHOLE_WORD : OTHER;
  }
  return /[\p{L}\p{M}\p{N}]/u.test(character) ? WORD : OTHER;
}

function isWordCharacter(text: string, at: number): boolean {
  const point = text.codePointAt(at);
  return point !== undefined && characterKind(point) === WORD;
}

function isTerminal(unit: number): boolean {
  return (
    unit === FULL_STOP ||
    unit === 0x21 ||
    unit === 0x3f ||
    unit === 0x2026 || // . ! ? …
    unit === 0x3002 ||
    unit === 0xff01 ||
    unit === 0xff1f // 。 ! ?
  );
}

function isCloser(unit: number): boolean {
  return (
    unit === 0x22 ||
    unit === 0x27 ||
    unit === 0x29 ||
    unit === 0x5d || // " ' ) ]
    unit === 0x2019 ||
    unit === 0x201d ||
    unit === 0xbb ||
    unit === 0x300d // ’ ” » 」
  );
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0 || unit === 0x3000;
}

const titles = new Set([
  'mr',
  'mrs',
  'ms',
  'dr',
  'st',
  'prof',
  'rev',
  'col',
  'capt',
  'lt',
  'sgt',
  'jr',
  'sr',
  'vs',
]);

function endsAbbreviation(text: string, stop: number): boolean {
  let start = stop;
  while (start > 0 && stop - start <= 5 && characterKind(text.charCodeAt(start - 1)) === WORD) start--;
  const word = text.slice(start, stop);
  return word.length === 1 ? word !== 'I' && word !== word.toLowerCase() : titles.has(word.toLowerCase());
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
