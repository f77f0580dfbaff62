import type { Kernels } from '../../kernels/open-kernels.ts';
import { UNIT_COUNT } from '../../models/voice.ts';
import type { EncodedText } from '../../text/vocabulary.ts';
import { openVoiceNet, type VoiceNet } from './net.ts';
import type { VoiceTables } from './tables.ts';
import { placeOf, type Tally, tallied } from './word-targets.ts';

/** How many words the net alone, reading along, has first and among the first three. */
function coldTally(net: VoiceNet, { ids, isWord }: EncodedText): Tally {
  const tally = { words: 0, top1: 0, top3: 0 };
  let state = net.start();
  // A part at a time: probabilities of a whole text would fill the memory.
  const PART = 128;
  for (let start = 0; start < ids.length - 1; start += PART) {
    const part = ids.subarray(start, Math.min(ids.length - 1, start + PART));
    const states = net.read(part, state);
    state = states.slice((part.length - 1) * UNIT_COUNT);
    const asked = Array.from(part.keys()).filter((at) => isWord[start + at + 1] === 1);
    const wanted = new Float32Array(asked.length * UNIT_COUNT);
    asked.forEach((at, row) => {
      wanted.set(states.subarray(at * UNIT_COUNT, (at + 1) * UNIT_COUNT), row * UNIT_COUNT);
    });
    const chances = net.next(net.queries(wanted));
    asked.forEach((at, row) => {
      const distribution = chances.subarray(row * net.vocabularySize, (row + 1) * net.vocabularySize);
      tallied(tally, placeOf(distribution, ids[start + at + 1] ?? 0));
    });
  }
  return tally;
}

/** Metrics of the net alone on one writer's text, with how many words they are shares of; empty when it has none. */
export function coldAccuracy(
  kernels: Kernels,
  parameters: Float32Array,
  tables: VoiceTables,
  text: EncodedText,
): Readonly<Record<string, number>> {
  const { words, top1, top3 } = coldTally(openVoiceNet(kernels, parameters, tables), text);
  return words === 0 ? {} : { top1: top1 / words, top3: top3 / words, words };
}
