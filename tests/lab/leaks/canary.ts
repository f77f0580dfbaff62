import { seededRandom } from '../../../shared/text/hashing.ts';
import { FIRST_WORD } from '../../../shared/text/vocabulary.ts';
import { GROUP, type Lane, maskedLane, plainLane, raw } from './lanes.ts';
import { type LeakFigure, reported } from './leak-figure.ts';
import type { VoiceBench } from './voice-bench.ts';

/** Words of a secret, after words that everybody writes. */
const SECRET_WORDS = 4;
/** Secrets that might have been, among which the real one is looked for. */
const CANDIDATES = 512;
/** How often its writer wrote it. */
const REPEATS = 8;
const NORM = 2;
const STEPS = 8;

/**
 * A sentence with a secret that one writer wrote eight times: its exposure, log₂ of the number of secrets less log₂ of its
 * place among them by what the model finds likely (Carlini et al. 2019). 9 bits: found at once; 0 or 1: by chance.
 */
export async function canaryExposure(
  bench: VoiceBench,
  noiseMultiplier: number,
  tell: (line: string) => void,
): Promise<LeakFigure[]> {
  const [writer, ...others] = bench.writers(GROUP);
  if (writer === undefined) throw new Error('there is no writer to plant a secret with');
  const random = seededRandom('canary');
  const prefix = writer.kept[0]!.slice(0, 6);
  // Of the commoner words: rare ones would stand out by their rarity alone.
  const secrets = Array.from({ length: CANDIDATES }, () =>
    Uint16Array.from({ length: SECRET_WORDS }, () => FIRST_WORD + random.below(2000)),
  );
  const sentences = secrets.map((secret) => Uint16Array.from([...prefix, ...secret]));
  const planted = Array.from({ length: REPEATS }, () => sentences[0]!);
  const delta = await bench.train([...writer.learnt, ...planted], STEPS, 'canary');
  const rest: Float32Array[] = [];
  for (const [at, { learnt }] of others.entries())
    rest.push(await bench.train(learnt, STEPS, `canary ${at}`));
  const before = sentences.map(bench.logChance);
  const lanes: [string, Lane][] = [
    ['what was learnt itself', raw],
    ['plain lane, no noise', plainLane('voice', bench.spec, NORM, 0)],
    [`plain lane, σ = ${noiseMultiplier}`, plainLane('voice', bench.spec, NORM, noiseMultiplier)],
    [`masked lane, groups of ${GROUP}`, maskedLane('voice', bench.spec, NORM, 0)],
  ];
  const figures: LeakFigure[] = [];
  for (const [name, see] of lanes) {
    tell(`canary, voice: ${name}`);
    const seen = await see(delta, rest);
    const chance = bench.chanceTowards(seen);
    // By how much likelier each became: what the model thought of it before says nothing of the writer.
    const gains = sentences.map((sentence, i) => chance(sentence) - before[i]!);
    const place = 1 + gains.filter((gain) => gain > gains[0]!).length;
    const exposure = Math.log2(CANDIDATES) - Math.log2(place);
    figures.push(reported(`canary, voice: ${name}, exposure of ${Math.log2(CANDIDATES)} bits`, exposure));
  }
  return figures;
}
