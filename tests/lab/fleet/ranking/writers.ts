import type { RankingExample } from '../../../../shared/learning/ranking/example.ts';
import { listFeatures } from '../../../../shared/learning/ranking/features.ts';
import type { WordVectors } from '../../../../shared/text/word-vectors.ts';
import { type PeopleSource, splitPeople } from '../../measuring-protocol.ts';
import type { SuggestedWriter, SuggestionEvent } from '../suggestion-folder.ts';

/** A writer as the fleet knows one: what is on the device, and what the device is measured on. */
export interface Writer {
  readonly id: string;
  /** The device's own data: the first four fifths. */
  readonly own: readonly RankingExample[];
  /** The last fifth. */
  readonly last: readonly JudgedList[];
  /** What a model is measured on that never met this data: the last fifth of a participant, all of an unseen writer. */
  readonly judged: readonly JudgedList[];
}

/** A list of which one was taken, with what baselines look at and models never do. */
export interface JudgedList extends RankingExample {
  readonly logProbabilities: readonly (number | null)[];
  /** Characters of each option. */
  readonly lengths: readonly number[];
}

export interface Writers {
  readonly participants: readonly Writer[];
  readonly unseen: readonly Writer[];
}

/** Lists of one option, and lists of which none was taken, are measured nowhere: there nothing was ranked. */
export function writersOf(source: PeopleSource<SuggestedWriter>, vectors: WordVectors): Writers {
  const { participants, unseen } = splitPeople(source);
  const made = (writers: readonly SuggestedWriter[], isUnseen: boolean): Writer[] =>
    writers.flatMap((writer) => writerOf(writer, isUnseen, vectors) ?? []);
  return { participants: made(participants, false), unseen: made(unseen, true) };
}

/** @returns null for somebody who took nothing from a list of two or more */
function writerOf({ id, events }: SuggestedWriter, unseen: boolean, vectors: WordVectors): Writer | null {
  const lists = events.flatMap((event) => judgedList(event, vectors) ?? []);
  if (lists.length === 0) return null;
  const cut = lists.length - Math.ceil(lists.length / 5);
  const last = lists.slice(cut);
  return { id, own: lists.slice(0, cut), last, judged: unseen ? lists : last };
}

function judgedList(event: SuggestionEvent, vectors: WordVectors): JudgedList | null {
  if (event.chosen === null || event.options.length < 2) return null;
  return {
    rows: listFeatures(event, vectors),
    chosen: event.chosen,
    logProbabilities: event.options.map(({ logProbability }) => logProbability),
    lengths: event.options.map(({ text }) => text.length),
  };
}
