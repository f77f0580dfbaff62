import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCells } from '../cells.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { inventRatingFolder } from '../invented-folder.ts';
import { runTasteFleet, type TasteFleetReport } from './fleet.ts';
import { tastePage } from './report-page.ts';

let folder: string;
let report: TasteFleetReport;
const told: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prompttale-fleet-'));
  inventRatingFolder(join(folder, 'some'), 30);
  inventRatingFolder(join(folder, 'others'), 12, 60);
  inventRatingFolder(join(folder, 'few'), 3, 10);
  report = await run();
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const run = (over: Partial<FleetOptions> = {}) =>
  runTasteFleet({
    folders: { train: join(folder, 'some'), test: join(folder, 'others') },
    rounds: 2,
    cohort: 6,
    seed: 1,
    rule: 'default',
    profile: 'full',
    cells: openCells(join(folder, 'cells')),
    tell: (line) => told.push(line),
    threads: 1,
    ...over,
  });

describe('a fleet of readers', () => {
  it('tells how good the model became for people who never took part, beside what is to be beaten', () => {
    expect(report).toMatchObject({ participants: 30, unseen: 12, rounds: 2, cohort: 6, refused: {} });
    expect(report.curve.map(({ round }) => round)).toEqual([0, 1, 2]);
    for (const value of [report.final.auc, report.final.aucUnseenStories]) {
      expect(value).toBeGreaterThan(0.4);
      expect(value).toBeLessThan(1);
    }
    expect(report.baselines?.countersAndGenre).toBeGreaterThan(0.5);
    expect(report.central?.auc).toBeGreaterThan(0.5);
    expect(report.participantsCurve.map(({ participants }) => participants)).toEqual([10, 30]);
    expect(report.final.gainOverUntrainedPaired.n).toBe(12);
    expect(report.final.segments.reduce((sum, { n }) => sum + n, 0)).toBe(12);
  });

  it('does nothing twice that is kept', async () => {
    const before = told.length;
    expect((await run()).final).toEqual(report.final);
    expect(told.slice(before).join()).not.toContain('round');
    expect(readdirSync(join(folder, 'cells')).every((name) => name.endsWith('.done.json'))).toBe(true);
  });

  it('says what is wrong with a folder', async () => {
    await expect(run({ folders: { data: join(folder, 'nowhere') } })).rejects.toThrow(
      'items.tsv is not there',
    );
    await expect(run({ folders: { data: join(folder, 'few') } })).rejects.toThrow(
      'nobody in the data has 20 ratings',
    );
  });

  it('is told on one page, every number beside its picture', () => {
    const page = tastePage(report);
    expect(page).toContain(report.final.auc.toFixed(4));
    expect(page).toMatch(/<svg[^>]*role="img"/);
    expect(page).not.toContain('NaN');
  });
});
