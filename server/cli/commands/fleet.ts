import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuleName } from '../../../shared/aggregation/registry.ts';
import { openCells } from '../../../tests/lab/fleet/cells.ts';
import { fleetPage } from '../../../tests/lab/fleet/report-page.ts';
import { runTasteFleet } from '../../../tests/lab/fleet/taste/fleet.ts';
import { give, type JsonOption, UsageError, wholeNumber } from '../output.ts';

export interface FleetCommandOptions {
  readonly task: 'taste';
  readonly data?: string;
  readonly train?: string;
  readonly test?: string;
  readonly rounds?: string;
  readonly cohort?: string;
  readonly rule: RuleName;
  readonly seed: string;
  readonly profile: 'quick' | 'full';
  readonly out?: string;
  readonly threads?: string;
  readonly json?: JsonOption;
}

/** `promptale fleet`: many participants through the real protocol and the real server code, in one process. */
export async function fleetCommand(options: FleetCommandOptions): Promise<void> {
  const { out } = options;
  const report = await runTasteFleet({
    folders: foldersOf(options),
    rounds: given('--rounds', options.rounds),
    cohort: given('--cohort', options.cohort),
    seed: wholeNumber('--seed', options.seed, 0),
    rule: options.rule,
    profile: options.profile,
    cells: openCells(out === undefined ? null : join(out, 'cells')),
    tell: (line) => process.stderr.write(`· ${line}\n`),
    threads: given('--threads', options.threads),
  });
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    await writeFile(join(out, 'report.html'), fleetPage(report));
  }
  await give(report, options.json, () => {
    const { final, participants, rounds, seconds } = report;
    return [
      `${participants} participants, ${rounds} rounds, ${seconds.toFixed(0)} s`,
      `AUC for ${report.unseen} people who never took part: ${final.auc.toFixed(4)} ± ${final.aucSe.toFixed(4)}`,
      `  without counters ${final.aucWithoutCounters.toFixed(4)}, untrained ${final.untrained.auc.toFixed(4)}`,
      `  stories never trained on ${final.aucUnseenStories.toFixed(4)}, without counters ${final.aucUnseenStoriesWithoutCounters.toFixed(4)}`,
      ...(out === undefined ? [] : [`report: ${join(out, 'report.html')}`]),
    ].join('\n');
  });
}

function foldersOf({ data, train, test }: FleetCommandOptions) {
  if (data !== undefined && train === undefined && test === undefined) return { data };
  if (data === undefined && train !== undefined && test !== undefined) return { train, test };
  throw new UsageError('Give one folder with --data, or two with --train and --test.');
}

function given(flag: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber(flag, text, 1);
}
