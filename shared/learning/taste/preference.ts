import type { Feedback, Reading } from '../../protocol/signal.ts';

/**
 * How a reader took one story, from what was observed of it. On the device, the data is inspected first: visits that
 * a person cannot have made say nothing. That keeps honest data clean; it proves nothing against a changed client.
 */
export interface StoryObservations {
  /** Visits to the story's chapters; of reports with one `visit` the last counts. */
  readonly readings: readonly Reading[];
  /** Acts on the site's or our controls, oldest first: a later act of a kind replaces an earlier one. */
  readonly feedback: readonly Feedback[];
  /** How often it was opened while others were on the screen. */
  readonly choicesWon: number;
  /** How often it was passed over for another. */
  readonly choicesLost: number;
}

export interface Preference {
  /** −1 (disliked) … 1 (loved). */
  readonly preference: number;
  /** 0 … 1: how sure that is. */
  readonly confidence: number;
}

/**
 * Weighs all evidence: preference is the mean of what each piece says, weighted by how much it says; confidence grows
 * with the weight, as 1 − e^(−weight).
 *
 * An outright act (a rating, kudos, `less like this`) weighs most; then how far the text was read at a reading pace;
 * a story passed over in a listing least, since the eye may never have met it.
 *
 * @returns null when nothing plausible is left.
 */
export function preferenceOf(observations: StoryObservations): Preference | null {
  const evidence = [
    ...feedbackEvidence(observations.feedback),
    ...readingEvidence(plausibleReadings(observations.readings)),
    ...choiceEvidence(observations.choicesWon, observations.choicesLost),
  ];
  const total = evidence.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) return null;
  const sum = evidence.reduce((running, { says, weight }) => running + says * weight, 0);
  return { preference: sum / total, confidence: 1 - Math.exp(-total) };
}

/** Fastest pace, in words a minute, that is still reading; skimming is faster (Brysbaert 2019: 238 on average). */
const FASTEST_READING = 900;
/** Less active time than this is a glance. */
const GLANCE_MS = 4_000;
/** Visible time this many times the active time is a page left open. */
const LEFT_OPEN_RATIO = 20;

/**
 * The visits that a person can have made: the newest report of each, without those that a script drove, that were left
 * open untouched, or whose numbers contradict each other.
 */
export function plausibleReadings(readings: readonly Reading[]): Reading[] {
  const newest = new Map(readings.map((reading) => [reading.visit, reading]));
  return [...newest.values()].filter(
    (reading) =>
      reading.activeMs <= reading.visibleMs &&
      reading.passagesRead + reading.passagesSkimmed <= reading.passages &&
      reading.wordsRead <= reading.wordsShown &&
      // Some sites move the page by script now and then; a visit made of that is no visit.
      reading.scriptedEvents * 200 <= Math.max(reading.activeMs, 200) &&
      !isLeftOpen(reading),
  );
}

/** Words a minute at which the words counted as read were passed, over the time someone was there. */
export function readingPace(reading: Reading): number {
  return reading.activeMs <= 0 ? Number.POSITIVE_INFINITY : reading.wordsRead / (reading.activeMs / 60_000);
}

function isLeftOpen({ activeMs, visibleMs }: Reading): boolean {
  return activeMs < GLANCE_MS ? visibleMs > 10 * 60_000 : visibleMs > activeMs * LEFT_OPEN_RATIO;
}

interface Evidence {
  /** −1 … 1. */
  readonly says: number;
  readonly weight: number;
}

/** What an act says when it is done; taking it back says the opposite, at half the weight. */
const acts: Record<Exclude<Feedback['act'], 'rating'>, Evidence> = {
  kudos: { says: 0.8, weight: 1.5 },
  like: { says: 0.8, weight: 1.5 },
  bookmark: { says: 0.9, weight: 1.5 },
  follow: { says: 0.9, weight: 1.5 },
  favourite: { says: 1, weight: 2 },
  hide: { says: -1, weight: 2 },
  more: { says: 0.9, weight: 2 },
  less: { says: -0.9, weight: 2 },
};

function feedbackEvidence(feedback: readonly Feedback[]): Evidence[] {
  const newest = new Map(feedback.map((one) => [one.act, one]));
  return [...newest.values()].flatMap(({ act, value, on }) => {
    if (act === 'rating') return value === null || !on ? [] : [{ says: 2 * value - 1, weight: 3 }];
    const { says, weight } = acts[act];
    if (on) return [{ says, weight }];
    // Un-hiding is no praise, and un-following no more than a change of mind.
    return [{ says: -says * 0.4, weight: weight / 2 }];
  });
}

/** Chapters are pooled: many chapters read are one strong opinion, not many. */
function readingEvidence(readings: readonly Reading[]): Evidence[] {
  const opened = readings.filter(({ wordsShown }) => wordsShown > 0);
  if (opened.length === 0) return [];
  const read = opened.filter((reading) => reading.activeMs >= GLANCE_MS);
  if (read.length === 0) return [{ says: -0.4, weight: 0.3 }];
  let engagement = 0;
  let minutes = 0;
  for (const reading of read) {
    engagement += engagementOf(reading);
    minutes += reading.activeMs / 60_000;
  }
  const chaptersGoneOn = read.filter(({ wentToNext }) => wentToNext).length;
  const says = 2 * (engagement / read.length) - 1 + Math.min(0.4, 0.15 * chaptersGoneOn);
  return [{ says: clamp(says), weight: 0.6 + Math.min(1.4, minutes / 15) }];
}

/** 0 (turned away) … 1 (read to the end and went on) for one visit. */
function engagementOf(reading: Reading): number {
  const pace = readingPace(reading);
  const passages = Math.max(1, reading.passages);
  const readShare = reading.passagesRead / passages;
  const skimmedShare = reading.passagesSkimmed / passages;
  // Faster than anyone reads: what was counted as read was skimmed.
  const share = pace > FASTEST_READING ? 0.35 * (readShare + skimmedShare) : readShare + 0.35 * skimmedShare;
  const end = reading.finished && pace <= FASTEST_READING ? 0.15 : 0;
  return Math.min(1, 0.85 * Math.min(1, share) + end + (reading.wentToNext ? 0.1 : 0));
}

function choiceEvidence(won: number, lost: number): Evidence[] {
  const evidence: Evidence[] = [];
  if (won > 0) evidence.push({ says: 0.3, weight: Math.min(0.4, 0.2 * won) });
  // Opened once, it is no longer a story that was passed over.
  if (lost > 0 && won === 0) evidence.push({ says: -0.35, weight: Math.min(0.3, 0.1 * lost) });
  return evidence;
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
