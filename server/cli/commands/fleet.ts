import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RuleName } from '../../../shared/aggregation/registry.ts';
import { float32Bytes } from '../../../shared/codec/vector-bytes.ts';
import { openCells } from '../../../tests/lab/fleet/cells.ts';
import { type RankingFleetReport, runRankingFleet } from '../../../tests/lab/fleet/ranking/fleet.ts';
import { rankingPage } from '../../../tests/lab/fleet/ranking/report-page.ts';
import { type AttackedCell, runAttackedTaste } from '../../../tests/lab/fleet/taste/attacked.ts';
import { attackedPage } from '../../../tests/lab/fleet/taste/attacked-page.ts';
import { runTasteFleet, type TasteFleetReport } from '../../../tests/lab/fleet/taste/fleet.ts';
import { type MaskedReport, runMaskedTaste } from '../../../tests/lab/fleet/taste/masked.ts';
import { maskedPage } from '../../../tests/lab/fleet/taste/masked-page.ts';
import { tastePage } from '../../../tests/lab/fleet/taste/report-page.ts';
import { valuationPage } from '../../../tests/lab/fleet/valuation/report-page.ts';
import { runValuation } from '../../../tests/lab/fleet/valuation/run.ts';
import { type StrategyName, strategyNames } from '../../../tests/lab/fleet/valuation/strategies.ts';
import { runVoiceFleet, type VoiceFleetReport } from '../../../tests/lab/fleet/voice/fleet.ts';
import { voicePage } from '../../../tests/lab/fleet/voice/report-page.ts';
import type { WarmChoice } from '../../../tests/lab/fleet/voice/warm-start.ts';
import { give, type JsonOption, UsageError, wholeNumber } from '../output.ts';

export interface FleetCommandOptions {
  readonly task: 'taste' | 'voice' | 'ranking';
  readonly data?: string;
  readonly train?: string;
  readonly test?: string;
  readonly rounds?: string;
  readonly cohort?: string;
  readonly warm: WarmChoice;
  readonly attack?: string;
  readonly attackers: string;
  readonly masked?: 'helper' | 'pairwise';
  readonly group: string;
  readonly dropout: string;
  readonly noise: string;
  readonly valuation?: boolean;
  readonly strategies?: string;
  readonly seeds?: string;
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
  const { report, page, lines } = await runFleet(options);
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    await writeFile(join(out, 'report.html'), page);
  }
  await give(report, options.json, () =>
    [...lines, ...(out === undefined ? [] : [`report: ${join(out, 'report.html')}`])].join('\n'),
  );
}

/** What a fleet came to: for programs, as a page, and in a few lines. */
interface FleetOutcome {
  readonly report: object;
  readonly page: string;
  readonly lines: readonly string[];
}

async function runFleet(options: FleetCommandOptions): Promise<FleetOutcome> {
  const { out } = options;
  if (options.valuation === true) return runValuationFleet(options);
  const given = {
    folders: foldersOf(options),
    rounds: countGiven('--rounds', options.rounds),
    cohort: countGiven('--cohort', options.cohort),
    seed: wholeNumber('--seed', options.seed, 0),
    rule: options.rule,
    profile: options.profile,
    cells: openCells(out === undefined ? null : join(out, 'cells')),
    tell: (line: string) => process.stderr.write(`· ${line}\n`),
    threads: countGiven('--threads', options.threads),
    ...(out === undefined ? {} : { learnt: keepModels(join(out, 'models')) }),
  };
  if (options.attack !== undefined) {
    if (options.task !== 'taste') throw new UsageError('Attacks are measured on --task taste.');
    const attackers = shareGiven('--attackers', options.attackers);
    const report = await runAttackedTaste({ ...given, attack: options.attack, attackers });
    return { report, page: attackedPage(report), lines: report.cells.map(attackedLine) };
  }
  if (options.masked !== undefined) {
    if (options.task !== 'taste') throw new UsageError('The masked lane is measured on --task taste.');
    const masked = {
      engine: options.masked,
      groupSize: wholeNumber('--group', options.group, 3),
      dropout: dropoutGiven(options.dropout),
    };
    const report = await runMaskedTaste({
      ...given,
      masked,
      noiseMultiplier: noiseGiven(options.noise),
    });
    return { report, page: maskedPage(report), lines: maskedLines(report) };
  }
  switch (options.task) {
    case 'taste': {
      const report = await runTasteFleet(given);
      return { report, page: tastePage(report), lines: tasteLines(report) };
    }
    case 'voice': {
      const report = await runVoiceFleet({ ...given, warm: options.warm });
      return { report, page: voicePage(report), lines: voiceLines(report) };
    }
    case 'ranking': {
      const report = await runRankingFleet(given);
      return { report, page: rankingPage(report), lines: rankingLines(report) };
    }
  }
}

async function runValuationFleet(options: FleetCommandOptions): Promise<FleetOutcome> {
  const report = await runValuation({
    folders: options.data === undefined && options.train === undefined ? usualFolder() : foldersOf(options),
    strategies: strategiesGiven(options.strategies),
    seed: wholeNumber('--seed', options.seed, 0),
    seeds: countGiven('--seeds', options.seeds),
    profile: options.profile,
    threads: countGiven('--threads', options.threads),
    tell: (line) => process.stderr.write(`· ${line}\n`),
  });
  const lines = Object.entries(report.pay).map(
    ([name, { mean, sd }]) =>
      `${name.padEnd(18)} ${mean.toFixed(3)} ± ${sd.toFixed(3)}   all identities old: ${report.payWithoutWaiting[name]?.mean.toFixed(3)}`,
  );
  return { report, page: valuationPage(report), lines };
}

/** Ratings of real people, where they are provided: `PROMPTALE_DATA`, else `../shared/data` beside the checkout. */
function usualFolder() {
  const data = process.env['PROMPTALE_DATA'] ?? resolve(import.meta.dirname, '../../../../shared/data');
  return { data: join(data, 'anime') };
}

/** @throws UsageError for a strategy that is not known */
function strategiesGiven(text: string | undefined): StrategyName[] {
  if (text === undefined) return [...strategyNames];
  return text.split(',').map((name) => {
    const known = strategyNames.find((strategy) => strategy === name.trim());
    if (known === undefined) {
      throw new UsageError(`There is no strategy “${name}”. There are: ${strategyNames.join(', ')}.`);
    }
    return known;
  });
}

/** Writes what trainings made of the model: float32 values, as `evaluate --model` and `suggest --model` read them. */
function keepModels(folder: string): (name: string, parameters: Float32Array) => void {
  mkdirSync(folder, { recursive: true });
  return (name, parameters) => writeFileSync(join(folder, `${name}.f32`), float32Bytes(parameters));
}

function tasteLines({ final, participants, rounds, seconds, unseen }: TasteFleetReport): string[] {
  return [
    `${participants} participants, ${rounds} rounds, ${seconds.toFixed(0)} s`,
    `AUC for ${unseen} people who never took part: ${final.auc.toFixed(4)} ± ${final.aucSe.toFixed(4)}`,
    `  without counters ${final.aucWithoutCounters.toFixed(4)}, untrained ${final.untrained.auc.toFixed(4)}`,
    `  stories never trained on ${final.aucUnseenStories.toFixed(4)}, without counters ${final.aucUnseenStoriesWithoutCounters.toFixed(4)}`,
  ];
}

function voiceLines({ final, participants, rounds, seconds, unseen }: VoiceFleetReport): string[] {
  return [
    `${participants} participants, ${rounds} rounds, ${seconds.toFixed(0)} s`,
    `the right word among the first three, for ${unseen} writers who never took part: ${final.top3.toFixed(4)} ± ${final.top3Se.toFixed(4)} (untrained ${final.untrained.top3.toFixed(4)})`,
    `  with their own text on the device ${final.top3Personal.toFixed(4)}, and the text before the caret ${final.top3PersonalWithContext.toFixed(4)}`,
  ];
}

function rankingLines(report: RankingFleetReport): string[] {
  const { final, baselines, participants, rounds, seconds, unseen } = report;
  return [
    `${participants} participants, ${rounds} rounds, ${seconds.toFixed(0)} s`,
    `the taken suggestion on top, for ${unseen} writers who never took part: ${final.top1.toFixed(4)} ± ${final.top1Se.toFixed(4)}`,
    `  by log-probability ${baselines.logProbability.toFixed(4)}, by chance ${baselines.chance.toFixed(4)}`,
    `  with places ${final.top1WithPosition.toFixed(4)} ± ${final.top1WithPositionSe.toFixed(4)}, always the first ${baselines.first.toFixed(4)}`,
  ];
}

function attackedLine({ attack, rule, aucWithoutCounters, gainKept, backdoor }: AttackedCell): string {
  const planted = backdoor === null ? '' : `, backdoor ${(100 * backdoor).toFixed(1)} %`;
  return `${attack} against ${rule}: AUC ${aucWithoutCounters.toFixed(4)}, ${(100 * gainKept).toFixed(0)} % of the honest gain kept${planted}`;
}

function maskedLines({ untrained, plain, masked, gainKept, lane, seconds }: MaskedReport): string[] {
  const groups = Object.entries(masked.groups).map(([verdict, count]) => `${count} ${verdict}`);
  return [
    `taste without counters: plain ${plain.aucWithoutCounters.toFixed(4)}, masked (${lane.engine}, groups of ${lane.groupSize}) ${masked.aucWithoutCounters.toFixed(4)}, untrained ${untrained.toFixed(4)}`,
    `  ${(100 * gainKept).toFixed(0)} % of the plain gain; groups: ${groups.join(', ')}; ${masked.bytesPerUpdate.toFixed(0)} bytes an update, plain ${plain.bytesPerUpdate.toFixed(0)}; ${seconds.toFixed(0)} s`,
  ];
}

/** @throws UsageError unless it is a number from 0 on */
function noiseGiven(text: string): number {
  const sigma = Number(text);
  if (!(sigma >= 0 && Number.isFinite(sigma)))
    throw new UsageError(`--noise must be a number from 0 on, not “${text}”.`);
  return sigma;
}

/** @throws UsageError unless it is a share below one */
function dropoutGiven(text: string): number {
  const share = Number(text);
  if (!(share >= 0 && share < 1))
    throw new UsageError(`--dropout must be a share from 0 to below 1, not “${text}”.`);
  return share;
}

/** @throws UsageError unless it is a share below one half */
function shareGiven(flag: string, text: string): number {
  const share = Number(text);
  if (!(share >= 0 && share < 0.5))
    throw new UsageError(`${flag} must be a share from 0 to below 0.5, not “${text}”.`);
  return share;
}

function foldersOf({ data, train, test }: FleetCommandOptions) {
  if (data !== undefined && train === undefined && test === undefined) return { data };
  if (data === undefined && train !== undefined && test !== undefined) return { train, test };
  throw new UsageError('Give one folder with --data, or two with --train and --test.');
}

function countGiven(flag: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber(flag, text, 1);
}
