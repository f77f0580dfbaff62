import { cpus } from 'node:os';
import { give, type JsonOption, tell, UsageError } from '../../server/cli/output.ts';
import { aggregation } from './aggregation.ts';
import { type Benchmark, type Figure, notMeasured } from './benchmark.ts';
import { kernels } from './kernels.ts';
import { masked } from './masked.ts';
import { page } from './page/page.ts';
import { server } from './server.ts';
import { suggest } from './suggest.ts';
import { training } from './training.ts';
import { update } from './update.ts';

const benchmarks: readonly Benchmark[] = [
  page,
  suggest,
  training,
  kernels,
  update,
  masked,
  aggregation,
  server,
];

/**
 * `promptale bench [name]`: figures as medians and as ratios inside one run; nothing is asserted. What cannot be
 * measured says so.
 * @throws UsageError for a name that is none
 */
export async function benchCommand(
  name: string | undefined,
  options: { readonly json?: JsonOption },
): Promise<void> {
  const chosen = benchmarks.filter((benchmark) => name === undefined || benchmark.name === name);
  if (chosen.length === 0) {
    throw new UsageError(
      `There is no benchmark “${name}”; there are ${benchmarks.map((b) => b.name).join(', ')}.`,
    );
  }
  const results: Result[] = [];
  for (const { name: title, about, run } of chosen) {
    tell(`· ${title}: ${about}`);
    const figures = await run((line) => tell(`  · ${line}`)).catch((cause: unknown) => [
      notMeasured(title, cause),
    ]);
    results.push({ name: title, about, figures });
  }
  const machine = { cores: cpus().length, node: process.version, platform: process.platform };
  await give({ machine, benchmarks: results }, options.json, () => table(results));
}

interface Result {
  readonly name: string;
  readonly about: string;
  readonly figures: readonly Figure[];
}

function table(results: readonly Result[]): string {
  const widest = Math.max(...results.flatMap(({ figures }) => figures.map(({ what }) => what.length)));
  return results
    .map(({ name, about, figures }) =>
      [`${name}: ${about}`, ...figures.map((f) => `  ${f.what.padEnd(widest)}  ${shown(f)}`)].join('\n'),
    )
    .join('\n\n');
}

function shown(figure: Figure): string {
  if ('notMeasured' in figure) return `not measured: ${figure.notMeasured}`;
  const digits = Math.abs(figure.value) >= 100 ? 0 : Math.abs(figure.value) >= 10 ? 1 : 3;
  const bar = figure.bar === undefined ? '' : `  (bar: ${figure.bar})`;
  return `${figure.value.toFixed(digits)} ${figure.unit}${bar}`;
}
