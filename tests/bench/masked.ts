import { groupTerms, type MaskingContext } from '../../shared/masking/group-terms.ts';
import { toGroupVector } from '../../shared/masking/group-vector.ts';
import { helperSum } from '../../shared/masking/helper/helper-sum.ts';
import type { MaskedSum } from '../../shared/masking/masked-sum.ts';
import { pairwiseSum } from '../../shared/masking/pairwise/pairwise-sum.ts';
import { cryptoWords } from '../../shared/privacy/random-words.ts';
import { modelHashSchema, roundNumberSchema } from '../../shared/protocol/ids.ts';
import { groupMember, helperInProcess, runGroup } from '../lab/masked/run-group.ts';
import { type Benchmark, type Figure, figure, median, timed } from './benchmark.ts';

const SIZES = [
  { d: 8_000, g: 8 },
  { d: 8_000, g: 16 },
  { d: 25_000, g: 8 },
  { d: 100_000, g: 16 },
  { d: 100_000, g: 32 },
];
const REPEATS = 3;

/** What hiding an update in its group's sum costs a member and the server, by either engine. */
export const masked: Benchmark = {
  name: 'masked',
  about: 'bytes and ms of masked sums, per member and server; members one after another on one core',
  async run(tell) {
    const figures: Figure[] = [];
    for (const { d, g } of SIZES) {
      const context = contextOf(d, g, 0);
      const { ring } = groupTerms(context);
      const vectorBytes = (d * ring.bits) / 8;
      figures.push(
        figure(`d ${d}, g ${g}: masked vector alone (d·b/8, b = ${ring.bits})`, vectorBytes, 'bytes'),
      );
      for (const noise of [0, 1]) figures.push(await rounding(d, g, noise));
      const helper = await countedHelper(g);
      for (const engine of [helper.engine, pairwiseSum]) {
        tell(`d ${d}, g ${g}, ${engine.name}`);
        figures.push(...(await measured(engine, context, vectorBytes)));
        if (engine !== pairwiseSum)
          figures.push(figure(`d ${d}, g ${g}, helper: the helper`, median(helper.ms), 'ms/group'));
      }
    }
    return figures;
  },
};

async function measured(engine: MaskedSum, context: MaskingContext, vectorBytes: number): Promise<Figure[]> {
  const { dimension: d, groupSize: g } = context;
  const { ring } = groupTerms(context);
  const runs = [];
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    const members = await Promise.all(
      Array.from({ length: g }, (_, i) => groupMember(new Uint32Array(ring.length).fill(i))),
    );
    const run = await runGroup(engine, context, members);
    if (run.end.is !== 'sum') throw new Error('a group without drop-outs has no sum');
    // The first warms up.
    if (repeat > 0) runs.push(run);
  }
  const name = `d ${d}, g ${g}, ${engine.name}`;
  const sent = median(runs.map((run) => median([...run.sent.values()])));
  return [
    figure(`${name}: a member sends`, sent, 'bytes'),
    figure(`${name}: sent / (d·b/8)`, sent / vectorBytes, '', '≤ 1.05'),
    figure(
      `${name}: a member is told`,
      median(runs.map(({ told }) => median([0, ...told.values()]))),
      'bytes',
    ),
    figure(
      `${name}: a member’s crypto`,
      median(runs.map(({ memberMs }) => memberMs / g)),
      'ms',
      d === 100_000 && g === 16 ? '≤ 100' : undefined,
    ),
    figure(`${name}: the server`, median(runs.map(({ serverMs }) => serverMs)), 'ms/group'),
  ];
}

/** Rotating, rounding and noise of a member's update: the same whichever engine hides it. */
async function rounding(d: number, g: number, noiseMultiplier: number): Promise<Figure> {
  const context = contextOf(d, g, noiseMultiplier);
  const update = Float32Array.from({ length: d }, (_, i) => Math.sin(i) / Math.sqrt(d));
  const words = cryptoWords();
  const times: number[] = [];
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    const ms = await timed(() => toGroupVector(update, context, words));
    if (repeat > 0) times.push(ms);
  }
  return figure(`d ${d}, g ${g}: rotating and rounding, noise σ = ${noiseMultiplier}`, median(times), 'ms');
}

/** A helper whose work is timed. */
async function countedHelper(g: number): Promise<{ engine: MaskedSum; ms: number[] }> {
  const ms: number[] = [];
  const { key, ask } = await helperInProcess(g);
  const engine = helperSum({
    key,
    async ask(request) {
      let reply = new Uint8Array(0);
      ms.push(
        await timed(async () => {
          reply = new Uint8Array(await ask(request));
        }),
      );
      return reply;
    },
  });
  return { engine, ms };
}

function contextOf(dimension: number, groupSize: number, noiseMultiplier: number): MaskingContext {
  return {
    task: 'taste',
    round: roundNumberSchema.parse(1),
    model: modelHashSchema.parse('0'.repeat(64)),
    dimension,
    norm: 1,
    groupSize,
    noiseMultiplier,
  };
}
