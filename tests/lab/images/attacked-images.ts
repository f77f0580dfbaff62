import { type RuleName, rules } from '../../../shared/aggregation/registry.ts';
import { clipRows } from '../../../shared/aggregation/rules/adaptive-clipping.ts';
import { l2Norm } from '../../../shared/numerics/tiled-reductions.ts';
import { seededRandom, shuffledIndices } from '../../../shared/text/hashing.ts';
import { attacks } from '../fleet/attacks/registry.ts';
import type { Digits } from './read-digits.ts';
import { CLASSES, classOf, localDelta, parameterCount } from './softmax-regression.ts';

/** As published tables have it: 25 clients, five of them attackers, Dirichlet α = 0.5, five local steps of 32. */
export interface ImageSetup {
  readonly clients: number;
  readonly attackers: number;
  readonly alpha: number;
  readonly rounds: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly seed: number;
}

export const usualSetup: Omit<ImageSetup, 'seed'> = {
  clients: 25,
  attackers: 5,
  alpha: 0.5,
  rounds: 40,
  steps: 5,
  batch: 32,
  rate: 0.1,
};

export interface ImageOutcome {
  /** Share of the test pictures that are told right. */
  readonly accuracy: number;
  /** Share of pictures with the trigger that are taken for its class; null for attacks without one. */
  readonly backdoor: number | null;
}

/** A white corner of 3 × 3: what pictures carry that are to be taken for a 0. */
const TRIGGER = [0, 1, 2, 28, 29, 30, 56, 57, 58];
const TRIGGER_VALUE = 2.8;
const TRIGGER_CLASS = 0;

/** Attacks that plant a trigger; their attackers train twice as long on pictures of which half carry it. */
const planting = new Set(['model-replacement', 'constrain-and-scale', 'planted-label']);

/**
 * Trains a softmax regression on digits by one rule, with attackers in every round or with none.
 * @param attack a name of the suite; null: everybody is honest
 * @throws {Error} for an attack that makes other than one row an attacker: floods are for the fleet
 */
export function attackedImages(
  { train, test }: { readonly train: Digits; readonly test: Digits },
  rule: RuleName,
  attack: string | null,
  setup: ImageSetup,
): ImageOutcome {
  const { clients, attackers, rounds, seed } = setup;
  const random = seededRandom(`images ${seed}`);
  const uniform = (): number => random.uniform();
  const shuffled = (pictures: readonly number[]): number[] =>
    shuffledIndices(pictures.length, random).map((index) => pictures[index] ?? 0);
  const honestCount = attack === null ? clients : clients - attackers;
  const owned = dirichletSplit(train, honestCount, setup.alpha, uniform, shuffled);
  const everything = Array.from(train.labels, (_, at) => at);
  const batches = (pictures: readonly number[], steps: number): number[][] =>
    Array.from({ length: steps }, () =>
      Array.from({ length: setup.batch }, () => pictures[Math.floor(uniform() * pictures.length)] ?? 0),
    );
  let parameters: Float32Array = new Float32Array(parameterCount(train.width));
  let previousStep: Float32Array | null = null;
  const plants = attack !== null && planting.has(attack);
  for (let round = 1; round <= rounds; round++) {
    const honest = owned.map((pictures) =>
      localDelta(parameters, train, batches(pictures, setup.steps), setup.rate),
    );
    const norm = middle(honest.map((row) => l2Norm(row)));
    let rows = honest;
    if (attack !== null) {
      const own = Array.from({ length: attackers }, () =>
        localDelta(
          parameters,
          train,
          batches(everything, plants ? 2 * setup.steps : setup.steps),
          setup.rate,
          attack === 'label-flip' ? { label: (_, label) => CLASSES - 1 - label } : plants ? planted : {},
        ),
      );
      const f = Math.floor(clients / 5);
      const clipped = clipRows(honest, norm);
      const made = attacks[attack]?.default({
        honest: clipped,
        own,
        global: parameters,
        previousStep,
        round,
        f: attackers,
        random: uniform,
        norm,
        aggregate: (hostile) =>
          rules[rule]([...clipped, ...clipRows(hostile, norm)], { f, norm, seed: 'a guess' }),
      });
      if (made?.length !== attackers) throw new Error(`${attack} makes other than one row an attacker`);
      rows = [...honest, ...made];
    }
    const aggregate = rules[rule](clipRows(rows, norm), {
      f: rule === 'mean' || rule === 'median' ? 0 : Math.floor(rows.length / 5),
      norm,
      seed: `round ${round}`,
    });
    previousStep = aggregate;
    parameters = parameters.map((value, j) => value + aggregate[j]!);
  }
  return measured(parameters, test, plants);
}

const planted = {
  picture: (at: number, own: Float32Array): Float32Array => (at % 2 === 0 ? own : withTrigger(own)),
  label: (at: number, label: number): number => (at % 2 === 0 ? label : TRIGGER_CLASS),
};

function withTrigger(picture: Float32Array): Float32Array {
  const marked = picture.slice();
  for (const at of TRIGGER) marked[at] = TRIGGER_VALUE;
  return marked;
}

function measured(
  parameters: Float32Array,
  { pictures, labels, width }: Digits,
  plants: boolean,
): ImageOutcome {
  let [right, taken, others] = [0, 0, 0];
  labels.forEach((label, at) => {
    const picture = pictures.subarray(at * width, (at + 1) * width);
    if (classOf(parameters, picture) === label) right++;
    if (!plants || label === TRIGGER_CLASS) return;
    others++;
    if (classOf(parameters, withTrigger(picture)) === TRIGGER_CLASS) taken++;
  });
  return { accuracy: right / labels.length, backdoor: plants ? taken / others : null };
}

/** Pictures of each client, by class shares from a Dirichlet distribution: few of one's own look like the others'. */
function dirichletSplit(
  { labels }: Digits,
  clients: number,
  alpha: number,
  uniform: () => number,
  shuffled: (pictures: readonly number[]) => number[],
): number[][] {
  const owned: number[][] = Array.from({ length: clients }, () => []);
  for (let label = 0; label < CLASSES; label++) {
    const pictures = shuffled([...labels.keys()].filter((at) => labels[at] === label));
    const weights = owned.map(() => gamma(alpha, uniform));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let [from, reached] = [0, 0];
    owned.forEach((own, client) => {
      reached += (weights[client] ?? 0) / total;
      const to = client === clients - 1 ? pictures.length : Math.round(reached * pictures.length);
      for (const picture of pictures.slice(from, to)) own.push(picture);
      from = Math.max(from, to);
    });
  }
  return owned.map((own) => (own.length > 0 ? own : [0]));
}

/** A draw of the gamma distribution (Marsaglia and Tsang 2000; below 1 by their boost). */
function gamma(shape: number, uniform: () => number): number {
  if (shape < 1) return gamma(shape + 1, uniform) * (1 - uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) return d * v;
  }
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 1;
}
