import { auc } from '../../../shared/learning/metrics.ts';
import type { TasteExample } from '../../../shared/learning/taste/example.ts';
import { syntheticReaders } from '../../../shared/learning/taste/synthetic-readers.ts';
import { tasteLoss, tasteTask } from '../../../shared/learning/taste/task.ts';
import { lossAndGradient, trainLocally } from '../../../shared/learning/train.ts';
import { tasteSpec } from '../../../shared/models/taste.ts';
import { cosine } from './cosine.ts';
import { GROUP, type Lane, maskedLane, plainLane, raw } from './lanes.ts';
import { type LeakFigure, reported } from './leak-figure.ts';
import type { VoiceBench } from './voice-bench.ts';

const NORM = { taste: 0.15, voice: 2 };
/** As a device trains for one round. */
const STEPS = { taste: 2, voice: 8 };
const READERS = 24;
const WRITERS = 12;

/**
 * Whether something was among what a device learnt from, by its update: AUC over things that were and things of the same
 * person that were not. 0.5 is a guess. The attacker knows the things, the model, and everything of the protocol.
 */
export async function tasteMembership(
  parameters: Float32Array,
  noiseMultiplier: number,
  tell: (line: string) => void,
): Promise<LeakFigure[]> {
  const readers = syntheticReaders(READERS, 'membership');
  const deltas: Float32Array[] = [];
  for (const [at, { examples }] of readers.entries()) {
    const { delta } = await trainLocally({
      task: tasteTask,
      parameters,
      examples,
      budget: { steps: STEPS.taste, milliseconds: Number.POSITIVE_INFINITY },
      seed: `membership ${at}`,
      measureLoss: false,
    });
    deltas.push(delta);
  }
  const directions = readers.map(({ examples, unseen }) => ({
    members: examples.map((example) => descentOf(parameters, example)),
    others: unseen.slice(0, examples.length).map((example) => descentOf(parameters, example)),
  }));
  const figures: LeakFigure[] = [];
  for (const [name, see] of lanesOf('taste', noiseMultiplier)) {
    tell(`membership, taste: ${name}`);
    const aucs: number[] = [];
    for (const [at, { members, others }] of directions.entries()) {
      const seen = await see(deltas[at]!, othersOf(deltas, at));
      const score = (direction: Float32Array): number => cosine(seen, direction);
      aucs.push(separation(members.map(score), others.map(score)));
    }
    figures.push(reported(`membership, taste: ${name}, AUC (0.5 is a guess)`, mean(aucs)));
  }
  return figures;
}

/** The same for passages of a writer: does the update make this passage likelier than one that was not learnt from? */
export async function voiceMembership(
  bench: VoiceBench,
  noiseMultiplier: number,
  tell: (line: string) => void,
): Promise<LeakFigure[]> {
  const writers = bench.writers(WRITERS);
  const deltas: Float32Array[] = [];
  for (const [at, { learnt }] of writers.entries())
    deltas.push(await bench.train(learnt, STEPS.voice, `membership ${at}`));
  const before = writers.map(({ learnt, kept }) => ({
    learnt: learnt.map(bench.logChance),
    kept: kept.map(bench.logChance),
  }));
  const figures: LeakFigure[] = [];
  for (const [name, see] of lanesOf('voice', noiseMultiplier, bench)) {
    tell(`membership, voice: ${name}`);
    const aucs: number[] = [];
    for (const [at, { learnt, kept }] of writers.entries()) {
      const seen = await see(deltas[at]!, othersOf(deltas, at));
      const chance = bench.chanceTowards(seen);
      const gains = (texts: readonly Uint16Array[], known: readonly number[]): number[] =>
        texts.map((text, i) => (chance(text) - known[i]!) / text.length);
      aucs.push(separation(gains(learnt, before[at]!.learnt), gains(kept, before[at]!.kept)));
    }
    figures.push(reported(`membership, voice: ${name}, AUC (0.5 is a guess)`, mean(aucs)));
  }
  return figures;
}

function lanesOf(task: 'taste' | 'voice', noiseMultiplier: number, bench?: VoiceBench): [string, Lane][] {
  const spec = bench?.spec ?? tasteSpec;
  return [
    ['what was learnt itself', raw],
    ['plain lane, no noise', plainLane(task, spec, NORM[task], 0)],
    [`plain lane, σ = ${noiseMultiplier}`, plainLane(task, spec, NORM[task], noiseMultiplier)],
    [`masked lane, groups of ${GROUP}`, maskedLane(task, spec, NORM[task], 0)],
    [`masked lane, σ = ${noiseMultiplier}`, maskedLane(task, spec, NORM[task], noiseMultiplier)],
  ];
}

/** Where a step on one story alone would go. */
function descentOf(parameters: Float32Array, { features, preference }: TasteExample): Float32Array {
  const loss = tasteLoss({
    rows: features,
    targets: new Float32Array([Math.sign(preference) || 1]),
    weights: new Float32Array([1]),
    supportCount: 0,
  });
  return lossAndGradient(tasteSpec, parameters, loss).gradient.map((x) => -x);
}

function othersOf(deltas: readonly Float32Array[], at: number): Float32Array[] {
  return Array.from({ length: GROUP - 1 }, (_, i) => deltas[(at + 1 + i) % deltas.length]!);
}

function separation(members: readonly number[], others: readonly number[]): number {
  return auc([...members, ...others], [...members.map(() => true), ...others.map(() => false)]) ?? 0.5;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
