import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventedLists } from '../../../../shared/learning/ranking/invented-writers.ts';
import { openCells } from '../cells.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { type RankingFleetReport, runRankingFleet } from './fleet.ts';
import { rankingPage } from './report-page.ts';

let folder: string;
let report: RankingFleetReport;

/** Writers who take the longest suggestion, if they look at all: one in two looks rarely. */
function inventSuggestionFolder(name: string, writers: number, lists: number): void {
  const lines = Array.from({ length: writers }, (_, at) =>
    inventedLists(lists, at % 2 === 0 ? 0.9 : 0.3, `${name} ${at}`).map(({ context, options, chosen }) =>
      JSON.stringify({
        writer: `${name}${at}`,
        context,
        options: options.map(({ text }) => text),
        logp: options.map(({ logProbability }) => logProbability),
        chosen,
      }),
    ),
  ).flat();
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'suggestions.jsonl.gz'), gzipSync(lines.join('\n')));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prompttale-ranking-'));
  inventSuggestionFolder('some', 8, 60);
  inventSuggestionFolder('others', 4, 20);
  report = await run();
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const run = (over: Partial<FleetOptions> = {}) =>
  runRankingFleet({
    folders: { train: join(folder, 'some'), test: join(folder, 'others') },
    rounds: 4,
    seed: 1,
    rule: 'default',
    profile: 'full',
    cells: openCells(null),
    tell: () => {},
    threads: 1,
    ...over,
  });

describe('a fleet of writers', () => {
  it('learns from some which suggestions others take, wherever these stand', () => {
    expect(report).toMatchObject({ participants: 8, unseen: 4, rounds: 4, cohort: 8, refused: {} });
    expect(report.final.lists).toBe(80);
    expect(report.final.top1).toBeGreaterThan(report.final.untrained.top1 + 0.1);
    expect(report.final.gainOverLogProbability.mean).toBeGreaterThan(0.1);
    expect(report.final.untrained.top1).toBeCloseTo(report.baselines.chance, 12);
    expect(report.curve.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4]);
    expect(report.central?.top1).toBeGreaterThan(report.baselines.chance);
  });

  it('measures participants on lists they did not learn from', () => {
    expect(report.final.seen.lists).toBe(8 * 12);
    expect(report.final.ownPlaces.lists).toBe(4 * 4);
  });

  it('comes to the same with the same seed, whatever the number of threads', async () => {
    const again = await run({ threads: 2, profile: 'quick' });
    expect(again.final).toEqual(report.final);
    expect(again.curve).toEqual(report.curve);
    const other = await run({ seed: 2, profile: 'quick' });
    expect(other.bytesPerParameter).not.toBe(report.bytesPerParameter);
  }, 300_000);

  it('says what is wrong with a folder', async () => {
    await expect(run({ folders: { data: join(folder, 'nowhere') } })).rejects.toThrow('is not there');
    writeFileSync(join(folder, 'others', 'suggestions.jsonl.gz'), gzipSync('{}\n'));
    await expect(run()).rejects.toThrow('line 1: writer');
  }, 300_000);

  it('is told on one page, every number beside its picture', () => {
    const page = rankingPage(report);
    expect(page).toContain(report.final.top1.toFixed(4));
    expect(page).toMatch(/<svg[^>]*role="img"/);
    expect(page).not.toContain('NaN');
  });
});
