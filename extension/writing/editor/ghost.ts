import { plainText, type Surroundings } from './editor.ts';

/** A text that could go on from the caret. */
export interface Candidate {
  readonly text: string;
  /** ln of the probability its engine gave it; null where that is not known. */
  readonly logProbability: number | null;
}

/** Suggestions on the screen: one of them is shown, and some of it may have been typed already. */
export interface Ghost {
  /** The text before the caret when they were asked for, as it compares. */
  readonly base: string;
  /** What stood after it, without white space, which editors add and drop at a caret. */
  readonly after: string;
  readonly candidates: readonly Candidate[];
  /** Which one is shown. */
  readonly at: number;
  /** How many of its characters have been typed or taken. */
  readonly taken: number;
  /** Which ones have been shown: what was never seen was not passed over. */
  readonly seen: readonly number[];
}

/** Long enough to tell places apart. */
const COMPARED = 300;
const COMPARED_AFTER = 40;

export function newGhost({ before, after }: Surroundings, candidates: readonly Candidate[]): Ghost | null {
  if (candidates.length === 0) return null;
  const base = plainText(before).slice(-COMPARED);
  return { base, after: comparedAfter(after), candidates, at: 0, taken: 0, seen: [0] };
}

/** What is left of the suggestion that is shown. */
export function restOf(ghost: Ghost): string {
  return (ghost.candidates[ghost.at]?.text ?? '').slice(ghost.taken);
}

/**
 * The ghost after the text round the caret became what it is now: narrowed where the writer typed along, as it was
 * where nothing was typed, null where it no longer fits, is used up, or the caret moved within it. Whatever made the
 * change, typing, a key, a script of the page: only what stands there counts.
 */
export function followed(ghost: Ghost, { before, after }: Surroundings): Ghost | null {
  if (comparedAfter(after) !== ghost.after) return null;
  const now = plainText(before);
  const text = ghost.candidates[ghost.at]?.text ?? '';
  for (let taken = text.length - 1; taken >= 0; taken--) {
    const expected = (ghost.base + plainText(text.slice(0, taken))).slice(-COMPARED);
    // A window of the text may begin later than it did.
    const tail = now.length < expected.length ? expected.slice(-now.length) : expected;
    if (tail !== '' && now.endsWith(tail) && fits(now, ghost.base, taken)) return { ...ghost, taken };
  }
  return null;
}

function comparedAfter(after: string): string {
  return plainText(after).replace(/\s+/g, '').slice(0, COMPARED_AFTER);
}

/** Whether as much was typed as is said: a text of few letters ends like itself in many places. */
function fits(now: string, base: string, taken: number): boolean {
  return now.length >= COMPARED || now.length === base.length + taken;
}

/** The next or previous suggestion, of those that fit what was typed meanwhile. */
export function turned(ghost: Ghost, by: 1 | -1): Ghost {
  const typed = (ghost.candidates[ghost.at]?.text ?? '').slice(0, ghost.taken);
  const fitting = ghost.candidates.flatMap(({ text }, at) =>
    text.startsWith(typed) && text.length > typed.length ? [at] : [],
  );
  const place = fitting.indexOf(ghost.at);
  const at = fitting[(place + by + fitting.length) % fitting.length] ?? ghost.at;
  return { ...ghost, at, seen: ghost.seen.includes(at) ? ghost.seen : [...ghost.seen, at] };
}

/** The first word of a text, with what stands before it. */
export function firstWord(text: string): string {
  return /^\s*\S+/u.exec(text)?.[0] ?? text;
}
