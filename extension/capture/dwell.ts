import { totalWords } from '../sites/story-text.ts';

/**
 * How a chapter was read, from what was on the screen, when, and whether anybody was there. Pure: times come in with
 * each call, in milliseconds of one monotonic clock.
 *
 * A passage on the screen is not a passage read: several are visible at once, and one reads one at a time. So each
 * stretch of active time is divided among the passages on the screen in proportion to their words, and a passage
 * counts by the time it was given per word. All passages together can thus never be given more time than passed.
 */
export function createDwell(wordsOfPassages: readonly number[] = []): Dwell {
  const slicesOf: (readonly Slice[])[] = [];
  const slices: Slice[] = [];
  const onScreen = new Map<number, readonly Slice[]>();
  let pageVisible = false;
  let last: number | null = null;
  let lastInput = Number.NEGATIVE_INFINITY;
  let visibleMs = 0;
  let activeMs = 0;
  let depthWords = 0;

  const advance = (now: number): void => {
    const from = last ?? now;
    last = Math.max(from, now);
    if (!pageVisible || onScreen.size === 0 || now <= from) return;
    // A machine that slept, or a stopped clock, is no reading.
    const passed = Math.min(now - from, LONGEST_STEP);
    visibleMs += passed;
    const active = Math.max(0, Math.min(passed, lastInput + IDLE_AFTER - from));
    activeMs += active;
    divide(active, [...onScreen.values()].flat());
  };

  const goOn = (more: readonly number[]): void => {
    for (const own of cutIntoSlices(more.slice(0, MOST_SLICES - slices.length), totalWords(slices))) {
      slicesOf.push(own);
      slices.push(...own);
    }
  };
  goOn(wordsOfPassages);

  return {
    goOn,
    advance,
    pageVisible(now, visible) {
      advance(now);
      pageVisible = visible;
      if (visible) for (const seen of onScreen.values()) reach(seen);
    },
    input(now) {
      // Time before the input was idle if the last one was long ago; settle it first.
      advance(now);
      lastInput = now;
    },
    passageSeen(now, passage, from, to, shareOfScreen) {
      advance(now);
      const seen = (slicesOf[passage] ?? []).filter((slice) => isSeen(slice, from, to, shareOfScreen));
      if (seen.length === 0) onScreen.delete(passage);
      else onScreen.set(passage, seen);
      if (pageVisible) reach(seen);
    },
    summary() {
      const read = slices.filter((slice) => paceOf(slice) >= READ_MS_PER_WORD);
      const skimmed = slices.filter((slice) => isBetween(paceOf(slice), SKIM_MS_PER_WORD, READ_MS_PER_WORD));
      const wordsRead = totalWords(read);
      const wordsShown = totalWords(slices);
      const depth = wordsShown === 0 ? 0 : Math.min(1, depthWords / wordsShown);
      return {
        visibleMs: Math.min(Math.round(visibleMs), LONGEST_VISIT),
        activeMs: Math.min(Math.round(activeMs), LONGEST_VISIT),
        passages: slices.length,
        passagesRead: read.length,
        passagesSkimmed: skimmed.length,
        wordsRead,
        wordsShown,
        depth,
        finished: depth >= 0.98 && wordsRead + totalWords(skimmed) >= wordsShown / 2,
      };
    },
  };

  function reach(seen: readonly Slice[]): void {
    for (const slice of seen) depthWords = Math.max(depthWords, slice.wordsToEnd);
  }
}

export interface Dwell {
  /** The chapter has more passages, of these words, behind those it had. */
  goOn(wordsOfPassages: readonly number[]): void;
  /** Lets time pass with things as they are. */
  advance(now: number): void;
  /** The page came to the front of a visible window, or left it. */
  pageVisible(now: number, visible: boolean): void;
  /** A trusted input: somebody is there. */
  input(now: number): void;
  /**
   * From `from` to `to` (0 … 1 of its height) the passage is on the screen, of which it fills `shareOfScreen`.
   * `from` = `to` when it has left.
   */
  passageSeen(now: number, passage: number, from: number, to: number, shareOfScreen: number): void;
  summary(): DwellSummary;
}

export interface DwellSummary {
  readonly visibleMs: number;
  readonly activeMs: number;
  readonly passages: number;
  readonly passagesRead: number;
  readonly passagesSkimmed: number;
  readonly wordsRead: number;
  readonly wordsShown: number;
  /** Furthest point seen, 0 … 1. */
  readonly depth: number;
  /** The end was seen and at least half of the words were read or skimmed. */
  readonly finished: boolean;
}

/** Without a trusted input for this long, nobody is taken to be reading. */
export const IDLE_AFTER = 30_000;

/**
 * Fiction is read silently at 260 words a minute by the average adult, and hardly faster than 650 with understanding
 * (Brysbaert 2019, "How many words do we read per minute?"; Rayner et al. 2016, "So much to read, so little time").
 * Faster is skimming; beyond 2,000 words a minute the page just went by.
 */
const READ_MS_PER_WORD = 60_000 / 650;
const SKIM_MS_PER_WORD = 60_000 / 2000;

/** A passage is given no more time than the slowest reader needs; what is over goes to the others. */
const MOST_MS_PER_WORD = 60_000 / 80;
/** Passages longer than this are followed in parts: a screen shows but a piece of them. */
const SLICE_WORDS = 120;
const LONGEST_STEP = 60_000;
const LONGEST_VISIT = 86_400_000;
/** `readingSchema` counts at most this many passages. */
const MOST_SLICES = 100_000;

interface Slice {
  /** Where it lies in its passage, 0 … 1. */
  readonly from: number;
  readonly to: number;
  readonly words: number;
  /** Words of the chapter up to and with this slice. */
  readonly wordsToEnd: number;
  givenMs: number;
}

/** The slices of each passage, after so many words before them. */
function cutIntoSlices(
  wordsOfPassages: readonly number[],
  wordsBefore: number,
): readonly (readonly Slice[])[] {
  let wordsToEnd = wordsBefore;
  return wordsOfPassages.map((words) => {
    const count = words > 2 * SLICE_WORDS ? Math.ceil(words / SLICE_WORDS) : 1;
    return Array.from({ length: count }, (_, i) => {
      const own = Math.round(((i + 1) * words) / count) - Math.round((i * words) / count);
      wordsToEnd += own;
      return { from: i / count, to: (i + 1) / count, words: own, wordsToEnd, givenMs: 0 };
    });
  });
}

/** At least half of it is on the screen, or, if it is larger than the screen, it fills at least half of that. */
function isSeen(slice: Slice, from: number, to: number, shareOfScreen: number): boolean {
  const seen = Math.min(slice.to, to) - Math.max(slice.from, from);
  if (seen <= 0) return false;
  if (seen >= (slice.to - slice.from) / 2) return true;
  return (seen / (to - from)) * shareOfScreen >= 0.5;
}

function divide(milliseconds: number, seen: readonly Slice[]): void {
  let rest = milliseconds;
  let open = seen.filter((slice) => slice.words > 0);
  while (rest > 0 && open.length > 0) {
    const words = totalWords(open);
    let given = 0;
    for (const slice of open) {
      const share = (rest * slice.words) / words;
      const room = slice.words * MOST_MS_PER_WORD - slice.givenMs;
      const part = Math.min(share, room);
      slice.givenMs += part;
      given += part;
    }
    const still = open.filter((slice) => slice.givenMs < slice.words * MOST_MS_PER_WORD);
    if (still.length === open.length) return;
    open = still;
    rest -= given;
  }
}

function paceOf(slice: Slice): number {
  return slice.words === 0 ? 0 : slice.givenMs / slice.words;
}

function isBetween(value: number, low: number, high: number): boolean {
  return value >= low && value < high;
}
