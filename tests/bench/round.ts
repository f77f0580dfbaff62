import { serverOptimiser } from '../../shared/aggregation/optimisers/server-optimiser.ts';
import { defaultAttackers } from '../../shared/aggregation/rules/default.ts';
import { tasteSpec } from '../../shared/models/taste.ts';
import { computeRound, type RoundInputs } from '../../shared/replay/compute-round.ts';
import { seededRandom } from '../../shared/text/hashing.ts';
import { type Benchmark, figure, interleaved, median, timed } from './benchmark.ts';

const COHORTS = [5, 50, 200];
const ROUNDS = 3;
const NORM = 0.15;

/** What closing a round costs in arithmetic (weights, rule, optimiser, influence), against one copy of all its rows. */
export const round: Benchmark = {
  name: 'round',
  about: `the default pipeline on n updates of ${tasteSpec.parameterCount} parameters; decoding and storing not included`,
  async run(tell) {
    const figures = [];
    for (const n of COHORTS) {
      tell(`n = ${n}`);
      const inputs = invented(n);
      const taken = await interleaved(ROUNDS, {
        copy: () => timed(() => inputs.updates.map((row) => row.slice())),
        whole: () => timed(() => computeRound(inputs)),
        mean: () => timed(() => computeRound({ ...inputs, rule: { name: 'mean', f: 0 } })),
      });
      const copy = median(taken.copy);
      const whole = median(taken.whole);
      figures.push(
        figure(`n = ${n}: copy of all rows`, copy, 'ms'),
        figure(`n = ${n}: close, default rule`, whole, 'ms'),
        figure(`n = ${n}: close, default rule ÷ copy`, whole / copy, '×'),
        figure(`n = ${n}: close, mean ÷ copy`, median(taken.mean) / copy, '×'),
      );
    }
    return figures;
  },
};

/** Updates that agree in part, as real ones do: one common direction, and each its own noise. */
function invented(n: number): RoundInputs {
  const d = tasteSpec.parameterCount;
  const random = seededRandom(`round of ${n}`);
  const row = (): Float32Array => Float32Array.from({ length: d }, () => random.uniform() - 0.5);
  const common = row();
  const optimiser = {
    name: 'fedadam',
    learningRate: 0.004,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 0.001,
  } as const;
  return {
    parameters: row(),
    optimiserState: serverOptimiser(optimiser).initialState(d),
    updates: Array.from({ length: n }, () => row().map((x, j) => (x + common[j]!) * (NORM / Math.sqrt(d)))),
    standings: Array.from({ length: n }, () => ({
      ramp: 1,
      established: true,
      staleness: 0,
      multiplicity: 1,
    })),
    rule: { name: 'default', f: defaultAttackers(n) },
    norm: NORM,
    optimiser,
    bootstrap: n < 20,
    seed: 'bench',
  };
}
