import { loadLibrary } from '../../../server/demo/library/story.ts';
import { loadKernels, loadVoice } from '../../../server/voice-model.ts';
import { trainLocally } from '../../../shared/learning/train.ts';
import { openVoiceNet } from '../../../shared/learning/voice/net.ts';
import { readPlaces } from '../../../shared/learning/voice/reading.ts';
import { voiceTask } from '../../../shared/learning/voice/task.ts';
import type { ModelSpec } from '../../../shared/models/model-spec.ts';
import { voiceSpec } from '../../../shared/models/voice.ts';
import { l2Norm } from '../../../shared/numerics/tiled-reductions.ts';
import { encodeText, type Vocabulary } from '../../../shared/text/vocabulary.ts';

/** Somebody whose passages a device learnt from, and others of the same hand that it did not. */
export interface BenchWriter {
  readonly learnt: readonly Uint16Array[];
  readonly kept: readonly Uint16Array[];
}

/** The shipped voice model, ready to be taught and asked. */
export interface VoiceBench {
  readonly spec: ModelSpec;
  readonly parameters: Float32Array;
  readonly vocabulary: Vocabulary;
  writers(count: number): BenchWriter[];
  train(texts: readonly Uint16Array[], steps: number, seed: string): Promise<Float32Array>;
  /** ln of the chance that the shipped model gives the text, nats. */
  logChance(text: Uint16Array): number;
  /** The same, a little way in the direction of what was seen of an update: ln of the chance then. */
  chanceTowards(seen: Float32Array): (text: Uint16Array) => number;
}

/** Tokens of a passage that is asked about: a sentence or two. */
const PASSAGE = 20;

/** L2 norm of that little way: so far the model is nearly linear, and noise does not drown it. */
const GLIMPSE = 0.3;

export async function openVoiceBench(): Promise<VoiceBench> {
  const [kernels, voice] = await Promise.all([loadKernels(), loadVoice()]);
  const { parameters, tables, vocabulary } = voice;
  const task = voiceTask(kernels, tables);
  const chanceUnder = (of: Float32Array) => {
    const net = openVoiceNet(kernels, of, tables);
    return (ids: Uint16Array): number => {
      let sum = 0;
      for (const { place, next } of readPlaces(net, { ids, isWord: new Uint8Array(ids.length).fill(1) })) {
        sum += Math.log(Math.max(1e-12, place.net[next] ?? 0));
      }
      return sum;
    };
  };
  const shipped = chanceUnder(parameters);
  return {
    spec: voiceSpec,
    parameters,
    vocabulary,
    writers(count) {
      return loadLibrary()
        .stories.slice(0, count)
        .map((story) => {
          const text = story.chapters.flatMap(({ paragraphs }) => paragraphs).join('\n');
          const { ids } = encodeText(text, vocabulary);
          const passages = Array.from({ length: Math.floor(ids.length / PASSAGE) }, (_, i) =>
            ids.slice(i * PASSAGE, (i + 1) * PASSAGE),
          );
          // Every other passage: what is held back is as like what is learnt as can be.
          return {
            learnt: passages.filter((_, i) => i % 2 === 0),
            kept: passages.filter((_, i) => i % 2 === 1),
          };
        });
    },
    async train(texts, steps, seed) {
      const { delta } = await trainLocally({
        task,
        parameters,
        examples: texts.map((ids) => ({ ids, isWord: new Uint8Array(ids.length).fill(1), at: 0 })),
        budget: { steps, milliseconds: Number.POSITIVE_INFINITY },
        seed,
        measureLoss: false,
      });
      return delta;
    },
    logChance: shipped,
    chanceTowards(seen) {
      const scale = GLIMPSE / l2Norm(seen);
      return chanceUnder(parameters.map((value, i) => value + scale * seen[i]!));
    },
  };
}
