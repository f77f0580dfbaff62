import type { Surroundings } from './editor/editor.ts';

/**
 * What somebody typed on one page, by paragraphs in the order in which they were begun. A paragraph that was worked on
 * again takes the place of what it was.
 */
export type TypedParagraphs = readonly string[];

/** As many characters are kept of one page's life. */
const MOST_CHARACTERS = 60_000;
/** Fewer letters than this are no writing yet. */
const FEWEST_CHARACTERS = 3;

/**
 * Adds the paragraphs that the writer was in since the last time: those that the characters typed reach back to, and
 * the rest of the one at the caret. Pasted text is somebody else's until it was written.
 *
 * @param typed about how many characters were typed.
 * @param pasted texts that were pasted on this page.
 */
export function withTyped(
  known: TypedParagraphs,
  { before, after }: Surroundings,
  typed: number,
  pasted: readonly string[],
): TypedParagraphs {
  const begin = before.lastIndexOf('\n', Math.max(0, before.length - typed - 1)) + 1;
  const rest = after.split('\n', 1)[0] ?? '';
  const touched = (before.slice(begin) + rest)
    .split('\n')
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph.length >= FEWEST_CHARACTERS && !isPasted(paragraph, pasted));
  return bounded(touched.reduce(replaced, known));
}

function replaced(known: TypedParagraphs, paragraph: string): TypedParagraphs {
  // The newest first: somebody goes on where they were.
  for (let at = known.length - 1; at >= 0; at--) {
    if (isLater(known[at] ?? '', paragraph)) return known.with(at, paragraph);
  }
  return [...known, paragraph];
}

/** Whether one text is another of a moment later: half of what was there is there still, at its beginning and end. */
function isLater(earlier: string, later: string): boolean {
  const shorter = Math.min(earlier.length, later.length);
  let start = 0;
  while (start < shorter && earlier[start] === later[start]) start++;
  let end = 0;
  while (end < shorter - start && earlier.at(-1 - end) === later.at(-1 - end)) end++;
  return start + end >= earlier.length / 2;
}

const LONGEST_COMPARED = 80;

function isPasted(paragraph: string, pasted: readonly string[]): boolean {
  const beginning = paragraph.slice(0, LONGEST_COMPARED);
  return pasted.some(
    (text) => text.includes(beginning) || paragraph.includes(text.slice(0, LONGEST_COMPARED)),
  );
}

function bounded(paragraphs: TypedParagraphs): TypedParagraphs {
  let length = 0;
  let from = paragraphs.length;
  while (from > 0 && length + (paragraphs[from - 1]?.length ?? 0) + 1 <= MOST_CHARACTERS) {
    from--;
    length += (paragraphs[from]?.length ?? 0) + 1;
  }
  return paragraphs.slice(from);
}
