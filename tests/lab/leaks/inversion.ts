import type { TasteExample } from '../../../shared/learning/taste/example.ts';
import { tasteLoss, tasteTask } from '../../../shared/learning/taste/task.ts';
import { lossAndGradient, trainLocally } from '../../../shared/learning/train.ts';
import { namedTensors } from '../../../shared/models/parameters.ts';
import { HIDDEN_COUNT, tasteSpec } from '../../../shared/models/taste.ts';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { SHARED_FEATURE_COUNT } from '../../../shared/text/story-features.ts';
import { libraryReaders } from '../../bench/library-readers.ts';
import { cosine } from './cosine.ts';
import { GROUP, type Lane, maskedLane, plainLane } from './lanes.ts';
import { above, below, type LeakFigure, reported } from './leak-figure.ts';

/** A server that wants to know what somebody read: from an update back to the features of a story. */

const N = SHARED_FEATURE_COUNT;
const NORM = 0.15;
/** As a device trains for one round. */
const STEPS = 2;
/** Updates of so few stories are attacked too: a device that has just begun sends them. */
const FEW = [2, 8, 24];
/** Devices that are attacked in each lane. */
const VICTIMS = 6;

/** Features `[N]` that an attack makes of what it sees `[d]`, up to a factor. */
type Attack = (seen: Float32Array, parameters: Float32Array) => Float64Array;

/**
 * Closed form for a linear layer: the gradient of one example's weights is its input times the gradient of the bias
 * (Phong et al. 2017). The judgement's direct path from the features is such a layer.
 */
const fromLinear: Attack = (seen) => {
  const tensors = namedTensors(tasteSpec, seen);
  const bias = tensors.get('prior.bias')?.[0] ?? 1;
  return Float64Array.from(tensors.get('prior.skip') ?? [], (x) => x * Math.sign(bias || 1));
};

/** The same through the hidden layer: each feature's row, along the gradient of the biases. */
const fromHidden: Attack = (seen) => {
  const tensors = namedTensors(tasteSpec, seen);
  const kernel = tensors.get('hidden.kernel') ?? new Float32Array(0);
  const bias = tensors.get('hidden.bias') ?? new Float32Array(0);
  return Float64Array.from({ length: N }, (_, i) => {
    let along = 0;
    for (let unit = 0; unit < HIDDEN_COUNT; unit++) along += kernel[i * HIDDEN_COUNT + unit]! * bias[unit]!;
    return along;
  });
};

const MATCHING_STEPS = 400;
const MATCHING_RATE = 0.02;

/**
 * Gradients matched for the net as a whole (Zhu, Liu, Han 2019; by direction, as Geiping et al. 2020): features x are
 * searched for which each tensor of the gradient, x ⊗ o, h and x with o = v ∘ [h > 0], points where the update does. Adam
 * climbs the sum of their cosines; where h is above 0 is taken anew in every step.
 */
const byMatching: Attack = (seen, parameters) => {
  const model = namedTensors(tasteSpec, parameters);
  const target = namedTensors(tasteSpec, seen);
  const of = (tensors: ReadonlyMap<string, Float32Array>, name: string): Float32Array =>
    tensors.get(name) ?? new Float32Array(0);
  const [kernel, bias, judged] = [
    of(model, 'hidden.kernel'),
    of(model, 'hidden.bias'),
    of(model, 'prior.kernel'),
  ];
  const sign = Math.sign(of(target, 'prior.bias')[0] ?? 1) || 1;
  const wanted = {
    kernel: unit(of(target, 'hidden.kernel')),
    judged: unit(of(target, 'prior.kernel')),
    skip: unit(of(target, 'prior.skip')),
  };
  const random = seededRandom('matching');
  const x = Float64Array.from({ length: N }, () => 0.1 * (2 * random.uniform() - 1));
  const moments = { first: new Float64Array(N), second: new Float64Array(N) };
  for (let step = 1; step <= MATCHING_STEPS; step++) {
    const hidden = Float64Array.from(bias);
    for (let i = 0; i < N; i++) {
      for (let unit = 0; unit < HIDDEN_COUNT; unit++)
        hidden[unit]! += x[i]! * kernel[i * HIDDEN_COUNT + unit]!;
    }
    const on = hidden.map((value) => (value > 0 ? 1 : 0));
    const onward = unit(on.map((value, unit) => sign * value * judged[unit]!));
    const woken = hidden.map((value) => Math.max(0, value));
    const upHidden = ascent(
      woken,
      wanted.judged.map((value) => value * sign),
    );
    const rows = Float64Array.from({ length: N }, (_, i) => {
      let along = 0;
      for (let unit = 0; unit < HIDDEN_COUNT; unit++)
        along += wanted.kernel[i * HIDDEN_COUNT + unit]! * onward[unit]!;
      return along;
    });
    const byRows = ascent(x, rows);
    const bySkip = ascent(
      x,
      wanted.skip.map((value) => value * sign),
    );
    for (let i = 0; i < N; i++) {
      let up = byRows[i]! + bySkip[i]!;
      for (let unit = 0; unit < HIDDEN_COUNT; unit++) {
        up += kernel[i * HIDDEN_COUNT + unit]! * on[unit]! * upHidden[unit]!;
      }
      moments.first[i] = 0.9 * moments.first[i]! + 0.1 * up;
      moments.second[i] = 0.999 * moments.second[i]! + 0.001 * up * up;
      const pace = Math.sqrt(moments.second[i]! / (1 - 0.999 ** step)) + 1e-9;
      x[i]! += (MATCHING_RATE * (moments.first[i]! / (1 - 0.9 ** step))) / pace;
    }
  }
  return x;
};

/** How the cosine of `vector` with a fixed direction grows: (d − cos · v̂)/‖v‖. */
function ascent(vector: Float64Array, direction: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  const along = vector.reduce((sum, value, i) => sum + value * direction[i]!, 0) / length;
  return vector.map((value, i) => (direction[i]! - (along * value) / length) / length);
}

function unit(values: Float32Array | Float64Array): Float64Array {
  const length = Math.sqrt(Float64Array.from(values).reduce((sum, value) => sum + value * value, 0)) || 1;
  return Float64Array.from(values, (value) => value / length);
}

const attacks = { linear: fromLinear, hidden: fromHidden, matching: byMatching } as const;

/**
 * How much of a story the attacks get back. A cosine is taken of what differs from the stories of others: what all
 * stories have in common, everybody knows.
 */
export async function inversion(
  parameters: Float32Array,
  noiseMultiplier: number,
  tell: (line: string) => void,
): Promise<LeakFigure[]> {
  const readers = await libraryReaders(VICTIMS + GROUP);
  const figures: LeakFigure[] = [];
  const [first] = readers[0] ?? [];
  if (first === undefined) throw new Error('there are no stories to attack');
  const single = gradientOfOne(parameters, first);
  for (const [name, attack] of Object.entries(attacks)) {
    const found = attack(single, parameters);
    figures.push(
      above(`inversion, ${name}: raw gradient of one story, cosine`, cosine(found, seenOf(first)), 0.99),
    );
  }
  const lanes: [string, Lane, number | null][] = [
    ['plain lane, no noise', plainLane('taste', tasteSpec, NORM, 0), null],
    [`plain lane, σ = ${noiseMultiplier}`, plainLane('taste', tasteSpec, NORM, noiseMultiplier), 0.3],
    [`masked lane, groups of ${GROUP}`, maskedLane('taste', tasteSpec, NORM, 0), 0.3],
  ];
  for (const [lane, see, bar] of lanes) {
    tell(`inversion: ${lane}`);
    for (const [name, attack] of Object.entries(attacks)) {
      const cosines: number[] = [];
      for (let victim = 0; victim < VICTIMS; victim++) {
        const deltas = await Promise.all(
          [victim, ...others(victim)].map((reader) => learnt(parameters, readers[reader] ?? [], reader)),
        );
        const seen = await see(deltas[0]!, deltas.slice(1));
        const found = attack(seen, parameters);
        cosines.push(bestOf(found, readers[victim] ?? [], commonOf(readers, victim)));
      }
      const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
      const what = `inversion, ${name}: ${lane}, cosine with the nearest of 24 stories`;
      figures.push(bar === null ? reported(what, mean) : below(what, mean, bar));
    }
  }
  for (const stories of FEW) {
    const cosines = { own: 0, stranger: 0 };
    for (let victim = 0; victim < VICTIMS; victim++) {
      const own = (readers[victim] ?? []).slice(0, stories);
      const seen = await plainLane('taste', tasteSpec, NORM, 0)(await learnt(parameters, own, victim), []);
      const found = byMatching(seen, parameters);
      const common = commonOf(readers, victim);
      const strange = (readers[victim + 1] ?? []).filter((story) => !own.includes(story)).slice(0, stories);
      cosines.own += bestOf(found, own, common) / VICTIMS;
      cosines.stranger += bestOf(found, strange, common) / VICTIMS;
    }
    const what = `inversion, matching: plain lane, an update of ${stories} stories, cosine with the nearest`;
    figures.push(reported(what, cosines.own));
    figures.push(reported(`${what} of a stranger’s as many`, cosines.stranger));
  }
  return figures;

  function others(victim: number): number[] {
    return readers.flatMap((_, reader) => (reader === victim ? [] : [reader])).slice(-(GROUP - 1));
  }
}

function gradientOfOne(parameters: Float32Array, { features }: TasteExample): Float32Array {
  const loss = tasteLoss({
    rows: features,
    targets: new Float32Array([1]),
    weights: new Float32Array([1]),
    supportCount: 0,
  });
  // A step goes against the gradient: this is the update of one example.
  return lossAndGradient(tasteSpec, parameters, loss).gradient.map((x) => -x);
}

async function learnt(
  parameters: Float32Array,
  examples: readonly TasteExample[],
  seed: number,
): Promise<Float32Array> {
  const { delta } = await trainLocally({
    task: tasteTask,
    parameters,
    examples,
    budget: { steps: STEPS, milliseconds: Number.POSITIVE_INFINITY },
    seed: `leaks ${seed}`,
    measureLoss: false,
  });
  return delta;
}

function seenOf({ features }: TasteExample): Float64Array {
  return Float64Array.from(features.subarray(0, N));
}

/** The mean story of everybody else. */
function commonOf(readers: readonly (readonly TasteExample[])[], victim: number): Float64Array {
  const mean = new Float64Array(N);
  for (const [reader, examples] of readers.entries()) {
    if (reader === victim) continue;
    for (const example of examples) {
      for (const [i, x] of seenOf(example).entries()) mean[i]! += x;
    }
  }
  return mean;
}

/** Cosine with the story it resembles most, once what is common to all is taken out of both. */
function bestOf(found: Float64Array, examples: readonly TasteExample[], common: Float64Array): number {
  const own = without(found, common);
  return Math.max(...examples.map((example) => Math.abs(cosine(own, without(seenOf(example), common)))));
}

function without(vector: Float64Array, common: Float64Array): Float64Array {
  let along = 0;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    along += vector[i]! * common[i]!;
    squares += common[i]! ** 2;
  }
  return vector.map((x, i) => x - (along / squares) * common[i]!);
}
