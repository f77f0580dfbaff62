import { execFile } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { z } from 'zod';
import { roundThread } from '../../server/round-thread/round-thread.ts';
import { serverOptimiser } from '../../shared/aggregation/optimisers/server-optimiser.ts';
import { pairwiseSquaredDistances } from '../../shared/aggregation/pairwise-distances.ts';
import { adaptiveClipping, clipRows } from '../../shared/aggregation/rules/adaptive-clipping.ts';
import { coordinateMedian } from '../../shared/aggregation/rules/coordinate-median.ts';
import { defaultAttackers, defaultRule } from '../../shared/aggregation/rules/default.ts';
import { mean } from '../../shared/aggregation/rules/mean.ts';
import { nearestNeighbourMixing } from '../../shared/aggregation/rules/nearest-neighbour-mixing.ts';
import { trimmedMean } from '../../shared/aggregation/rules/trimmed-mean.ts';
import { winsorise } from '../../shared/aggregation/rules/winsorise.ts';
import { tasteSpec } from '../../shared/models/taste.ts';
import { squaredDistance } from '../../shared/numerics/tiled-reductions.ts';
import type { RoundInputs } from '../../shared/replay/compute-round.ts';
import { seededRandom } from '../../shared/text/hashing.ts';
import { type Benchmark, type Figure, figure, interleaved, median, notMeasured, timed } from './benchmark.ts';

const N = 200;
const D = 100_000;
const ROUNDS = 3;
const NORM = 0.15;
/** Trimmed from each end: a tenth. */
const TRIMMED = N / 10;

/** What rules cost on 200 updates of 100,000 numbers, against a copy of the rows, plain JavaScript and numpy. */
export const aggregation: Benchmark = {
  name: 'aggregation',
  about: `rules on ${N} updates of ${D} numbers, one thread; what closing a round does to the event loop`,
  async run(tell) {
    const rows = agreeingInPart(N, D);
    const f = defaultAttackers(N);
    const clipped = clipRows(rows, NORM);
    const arc = adaptiveClipping(clipped, f);
    const winsorised = winsorise(arc, f);
    const mixed = nearestNeighbourMixing(winsorised, f);
    tell('rules');
    const taken = await interleaved(ROUNDS, {
      copy: () => timed(() => rows.map((row) => row.slice())),
      mean: () => timed(() => mean(clipRows(rows, NORM))),
      median: () => timed(() => coordinateMedian(rows)),
      trimmed: () => timed(() => trimmedMean(rows, { f: TRIMMED })),
      distances: () => timed(() => pairwiseSquaredDistances(rows)),
      clipping: () => timed(() => adaptiveClipping(clipRows(rows, NORM), f)),
      winsorising: () => timed(() => winsorise(arc, f)),
      mixing: () => timed(() => nearestNeighbourMixing(winsorised, f)),
      last: () => timed(() => trimmedMean(mixed, { f })),
      whole: () => timed(() => defaultRule(rows, { f, norm: NORM })),
    });
    tell('plain JavaScript, one sorted column after the other');
    const plain = await interleaved(1, {
      median: () => timed(() => plainMedian(rows)),
      distances: () => timed(() => plainDistances(rows)),
    });
    const ms = (name: keyof typeof taken): number => median(taken[name]);
    const parts = ms('clipping') + ms('winsorising') + ms('mixing') + ms('last');
    return [
      figure('copy of all rows', ms('copy'), 'ms'),
      figure('mean with clipping ÷ copy', ms('mean') / ms('copy'), '×', '≤ 1.8'),
      figure('median', ms('median'), 'ms'),
      figure('plain JavaScript ÷ median', median(plain.median) / ms('median'), '×'),
      figure('trimmed mean, 10 %', ms('trimmed'), 'ms'),
      figure('all distances, exact', ms('distances'), 'ms'),
      figure('plain JavaScript ÷ all distances', median(plain.distances) / ms('distances'), '×'),
      figure('default pipeline', ms('whole'), 'ms'),
      figure('default pipeline ÷ sum of its parts', ms('whole') / parts, '×', '≤ 1.3'),
      ...(await besideNumpy(tell, { median: ms('median'), trimmed: ms('trimmed'), mean: ms('mean') })),
      ...(await eventLoop(tell)),
      notMeasured(
        'memory of a round of 1,000 × 1 M',
        'rows are held as float32; tiles from disk are not there',
      ),
    ];
  },
};

const numpySchema = z.object({
  mean: z.number(),
  median: z.number(),
  sorted: z.number(),
  partitioned: z.number(),
  gram: z.number(),
});

const NUMPY = `
import json, time, numpy as np
rng = np.random.default_rng(1)
x = rng.standard_normal((${N}, ${D}), dtype=np.float32)
def timed(f):
    f()
    t = []
    for _ in range(${ROUNDS}):
        s = time.perf_counter(); f(); t.append(1000 * (time.perf_counter() - s))
    return sorted(t)[len(t) // 2]
k = ${TRIMMED}
print(json.dumps({
  "mean": timed(lambda: x.mean(axis=0)),
  "median": timed(lambda: np.median(x, axis=0)),
  "sorted": timed(lambda: np.sort(x, axis=0)[k:-k].mean(axis=0)),
  "partitioned": timed(lambda: np.partition(x, (k, ${N} - k - 1), axis=0)[k:-k].mean(axis=0)),
  "gram": timed(lambda: x @ x.T),
}))
`;

/** The same on numpy, where there is one: what other servers aggregate with. */
async function besideNumpy(
  tell: (line: string) => void,
  ours: { readonly median: number; readonly trimmed: number; readonly mean: number },
): Promise<Figure[]> {
  tell('numpy');
  try {
    const { stdout } = await promisify(execFile)('python3', ['-c', NUMPY], {
      env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    });
    const numpy = numpySchema.parse(JSON.parse(stdout));
    return [
      figure('numpy mean', numpy.mean, 'ms'),
      figure('numpy median ÷ median', numpy.median / ours.median, '×', '≥ 6'),
      figure('numpy sort ÷ trimmed mean', numpy.sorted / ours.trimmed, '×', '≥ 1.5'),
      figure('numpy partition ÷ trimmed mean', numpy.partitioned / ours.trimmed, '×'),
      figure('numpy Gram matrix, float32', numpy.gram, 'ms'),
    ];
  } catch (cause) {
    return [notMeasured('beside numpy', cause)];
  }
}

/** The longest the event loop stands still while the thread computes a round of 200 updates of taste. */
async function eventLoop(tell: (line: string) => void): Promise<Figure[]> {
  tell('the event loop');
  const thread = roundThread();
  const inputs = roundOf(N, tasteSpec.parameterCount);
  try {
    await thread.run({ do: 'compute', inputs });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const longest: number[] = [];
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      delay.reset();
      delay.enable();
      rounds.push(await timed(() => thread.run({ do: 'compute', inputs })));
      delay.disable();
      longest.push(delay.max / 1e6);
    }
    return [
      figure(`a round of ${N} updates of taste in its thread`, median(rounds), 'ms'),
      figure('longest stop of the event loop meanwhile', median(longest), 'ms', '≤ 20'),
    ];
  } finally {
    await thread.stop();
  }
}

function plainMedian(rows: readonly Float32Array[]): Float32Array {
  const column = new Float32Array(rows.length);
  const half = rows.length >> 1;
  return Float32Array.from({ length: D }, (_, j) => {
    for (let i = 0; i < rows.length; i++) column[i] = rows[i]?.[j] ?? 0;
    column.sort();
    return ((column[half - 1] ?? 0) + (column[half] ?? 0)) / 2;
  });
}

function plainDistances(rows: readonly Float32Array[]): number {
  let sum = 0;
  for (const [i, row] of rows.entries()) {
    for (const other of rows.slice(i + 1)) sum += squaredDistance(row, other);
  }
  return sum;
}

/** Updates that agree in part, as real ones do: one common direction, and each its own noise; shared between threads. */
function agreeingInPart(n: number, d: number): Float32Array[] {
  const random = seededRandom(`aggregation ${n} ${d}`);
  const common = Float32Array.from({ length: d }, () => random.uniform() - 0.5);
  return Array.from({ length: n }, () => {
    const row = new Float32Array(new SharedArrayBuffer(4 * d));
    common.forEach((value, j) => {
      row[j] = (value + random.uniform() - 0.5) * (NORM / Math.sqrt(d));
    });
    return row;
  });
}

function roundOf(n: number, d: number): RoundInputs {
  const optimiser = {
    name: 'fedadam',
    learningRate: 0.004,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 0.001,
  } as const;
  return {
    parameters: new Float32Array(d),
    optimiserState: serverOptimiser(optimiser).initialState(d),
    updates: agreeingInPart(n, d),
    standings: Array.from({ length: n }, () => ({
      ramp: 1,
      established: true,
      staleness: 0,
      multiplicity: 1,
    })),
    rule: { name: 'default', f: defaultAttackers(n) },
    norm: NORM,
    optimiser,
    bootstrap: false,
    seed: 'bench',
  };
}
