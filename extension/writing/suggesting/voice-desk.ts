import type { Kernels } from '../../../shared/kernels/open-kernels.ts';
import type { VoiceCheckpoint } from '../../../shared/learning/voice/checkpoint.ts';
import { type Suggester, type Suggestion, suggest } from '../../../shared/learning/voice/decode.ts';
import { joined, type VoiceExample } from '../../../shared/learning/voice/example.ts';
import { mixedDistribution } from '../../../shared/learning/voice/mixture.ts';
import { openVoiceNet, type VoiceNet } from '../../../shared/learning/voice/net.ts';
import { fittingPersonalVoice, type PersonalVoice } from '../../../shared/learning/voice/personal.ts';
import { copyOf, nothingWritten } from '../../../shared/learning/voice/reading.ts';
import { EMBEDDING_LENGTH, UNIT_COUNT } from '../../../shared/models/voice.ts';
import type { RandomBits } from '../../../shared/text/hashing.ts';
import { encodeText, TEXT_START } from '../../../shared/text/vocabulary.ts';
import type { Candidate } from '../editor/ghost.ts';

/** The voice model at work for one writer: the shared net, what was learnt of the writer, and the text at hand. */
export interface VoiceDesk {
  /** What may come next, the best to offer first; with `sure` only what is right often enough to be shown unasked. */
  next(before: string, options: { readonly count: number; readonly sure: boolean }): Candidate[];
  /** Goes on for about so many words, for a writer who asked for it: each draw is another text. */
  goOn(before: string, words: number, random: RandomBits): Candidate;
  /** How likely this writer is to put it so, given what is before: mean ln of the chances of the words, ≤ 0. */
  soundsLikeWriter(before: string, text: string): number;
  /** Reads what the writer wrote, in steps; between two `pause` lets other work in. */
  learn(examples: readonly VoiceExample[], pause: () => Promise<void>): Promise<void>;
}

/** One letter is typed sooner than looked at. */
const FEWEST_LETTERS = 2;

/**
 * @param parameters the shared model of the newest version, flat `[d]`; null for the shipped one.
 * @throws {RangeError} when the parameters are not the voice model's.
 */
export function openVoiceDesk(
  kernels: Kernels,
  checkpoint: VoiceCheckpoint,
  parameters: Float32Array | null,
): VoiceDesk {
  // Taken apart here, so that the tables, which the net has as it needs them, are not kept twice.
  const { vocabulary, publicNgrams, weights: sharedWeights, confidence } = checkpoint;
  const net = openVoiceNet(kernels, parameters ?? checkpoint.parameters, checkpoint.tables);
  let personal: PersonalVoice = { own: nothingWritten(), weights: sharedWeights };
  let atHand: AtHand = { own: copyOf(personal.own), read: new Uint16Array(0) };

  /** The writer's own text with what stands before the caret; read on from where it was read last. */
  const suggesterFor = (before: string): Suggester => {
    const { ids } = encodeText(before.replace(/[\p{L}\p{N}'’]+$/u, ''), vocabulary);
    const known = placeAfter(atHand.read, ids);
    if (known === null) atHand = { own: copyOf(personal.own), read: new Uint16Array(0) };
    readOn(net, atHand.own, ids, known ?? 0);
    atHand = { own: atHand.own, read: ids };
    return { vocabulary, net, publicNgrams, own: atHand.own, weights: personal.weights };
  };

  return {
    next(before, { count, sure }) {
      const found = suggest(suggesterFor(before), before, { count: 12 });
      const least = sure ? confidence : 0;
      const fewest = sure ? FEWEST_LETTERS : 1;
      return offered(found.filter(({ score, text }) => score >= least && text.trim().length >= fewest))
        .slice(0, count)
        .map(asCandidate);
    },
    goOn(before, words, random) {
      let text = '';
      let logProbability = 0;
      for (let left = words; left > 0; ) {
        const options = offered(suggest(suggesterFor(before + text), before + text, { count: 8 })).filter(
          (option) => !repeats(text, option.text),
        );
        const best = drawn(options, random);
        if (best === null) break;
        text += best.text;
        logProbability += Math.log(best.score);
        left -= Math.max(1, best.words);
      }
      return { text: inWholeSentences(text), logProbability };
    },
    soundsLikeWriter(before, text) {
      const suggester = suggesterFor(before);
      return meanLogChance(suggester, encodeText(before, vocabulary).ids, encodeText(text, vocabulary).ids);
    },
    async learn(examples, pause) {
      const steps = fittingPersonalVoice(net, publicNgrams, joined(examples), sharedWeights);
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) {
          personal = step.value;
          atHand = { own: copyOf(personal.own), read: new Uint16Array(0) };
          return;
        }
        await pause();
      }
    },
  };
}

/** The writer's own text, and what was read last of the draft at hand. */
interface AtHand {
  readonly own: PersonalVoice['own'];
  readonly read: Uint16Array;
}

function asCandidate({ text, score }: Suggestion): Candidate {
  return { text, logProbability: Math.log(score) };
}

/**
 * What is worth offering, the best first: of two of which one goes on from the other, the longer; and first what is
 * likely to save most.
 */
function offered(suggestions: readonly Suggestion[]): Suggestion[] {
  const isBegun = ({ text }: Suggestion): boolean =>
    suggestions.some((other) => other.text.length > text.length && other.text.startsWith(text));
  return suggestions
    .filter((suggestion) => !isBegun(suggestion))
    .sort((a, b) => b.score * b.text.trim().length - a.score * a.text.trim().length);
}

/** One of the options by its chance; a little flatter than they are, or every text were the same. */
function drawn(options: readonly Suggestion[], random: RandomBits): Suggestion | null {
  const weights = options.map(({ score }) => Math.sqrt(score));
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [at, option] of options.entries()) {
    left -= weights[at] ?? 0;
    if (left <= 0) return option;
  }
  return options.at(-1) ?? null;
}

/** Without the sentence that was begun last, if there is a whole one before it. */
function inWholeSentences(text: string): string {
  const end = Math.max(...['.', '!', '?', '…'].map((mark) => text.lastIndexOf(mark)));
  return end > text.length / 3 ? text.slice(0, end + 1) : text;
}

/** Whether a text would say three words in a row again. */
function repeats(text: string, more: string): boolean {
  const wordsOf = (part: string): string[] => part.toLowerCase().match(/[\p{L}'’]+/gu) ?? [];
  const old = ` ${wordsOf(text).join(' ')} `;
  const all = wordsOf(text + more);
  const from = Math.max(0, wordsOf(text).length - 2);
  return all.slice(from).some((_, at) => {
    const run = all.slice(from + at, from + at + 3);
    return run.length === 3 && old.includes(` ${run.join(' ')} `);
  });
}

/** As many tokens before a place are compared, to find it again after the window moved on. */
const COMPARED = 24;
/** As many are read before new ones, for the net to be where it should. */
const WARMING = 64;

/** Where in `ids` the text that was read ends; null when this is another place. */
function placeAfter(read: Uint16Array, ids: Uint16Array): number | null {
  if (read.length === 0) return null;
  const tail = read.subarray(Math.max(0, read.length - COMPARED));
  for (let end = ids.length; end >= tail.length; end--) {
    if (tail.every((id, at) => ids[end - tail.length + at] === id)) return end;
  }
  return null;
}

/** Takes in the tokens from a place on. */
function readOn(net: VoiceNet, own: PersonalVoice['own'], ids: Uint16Array, from: number): void {
  if (from >= ids.length) return;
  const start = Math.max(0, from - WARMING);
  const part = ids.subarray(start);
  const states = net.read([TEXT_START, ...part.subarray(0, -1)], net.start());
  const queries = net.queries(states);
  for (let at = from; at < ids.length; at++) {
    const row = at - start;
    const query = queries.subarray(row * EMBEDDING_LENGTH, (row + 1) * EMBEDDING_LENGTH);
    own.ngrams.add(ids[at - 2] ?? TEXT_START, ids[at - 1] ?? TEXT_START, ids[at] ?? 0);
    own.cache.add(query, ids[at] ?? 0);
  }
}

/** As many tokens of a text are judged. */
const MOST_JUDGED = 120;

function meanLogChance(suggester: Suggester, before: Uint16Array, text: Uint16Array): number {
  const { net, publicNgrams, own, weights } = suggester;
  const context = before.subarray(Math.max(0, before.length - WARMING));
  const judged = text.subarray(0, MOST_JUDGED);
  if (judged.length === 0) return 0;
  const all = [TEXT_START, ...context, ...judged];
  const states = net.read(all.slice(0, -1), net.start());
  const first = states.length / UNIT_COUNT - judged.length;
  const queries = net.queries(states.subarray(first * UNIT_COUNT));
  const chances = net.next(queries);
  let total = 0;
  judged.forEach((id, at) => {
    const place = {
      net: chances.subarray(at * net.vocabularySize, (at + 1) * net.vocabularySize),
      query: queries.subarray(at * EMBEDDING_LENGTH, (at + 1) * EMBEDDING_LENGTH),
      before: [all[first + at - 1] ?? TEXT_START, all[first + at] ?? TEXT_START] as const,
    };
    total += Math.log(Math.max(1e-8, mixedDistribution(place, publicNgrams, own, weights)[id] ?? 0));
  });
  return total / judged.length;
}
