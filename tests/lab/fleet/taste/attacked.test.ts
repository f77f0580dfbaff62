import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCells } from '../cells.ts';
import { inventRatingFolder } from '../invented-folder.ts';
import { type AttackedOptions, runAttackedTaste } from './attacked.ts';
import { attackedPage } from './attacked-page.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prompttale-attacked-'));
  inventRatingFolder(folder, 40, 60);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (attack: string, over: Partial<AttackedOptions> = {}) =>
  runAttackedTaste({
    folders: { data: folder },
    attack,
    attackers: 0.2,
    rounds: 3,
    cohort: 15,
    seed: 1,
    rule: 'default',
    profile: 'quick',
    cells: openCells(join(folder, 'cells')),
    tell: () => {},
    threads: 2,
    ...over,
  });

describe('taste under attack', () => {
  it('has exactly the share of attackers in every cohort, and loses a mean to those who flip signs', async () => {
    const against = await run('sign-flip-boosted', { rule: 'mean', attackers: 0.4 });
    expect(against.attack).toMatchObject({ name: 'sign-flip-boosted', attackers: 6, accepted: 18 });
    expect(against.final.aucWithoutCounters).toBeLessThan(against.final.honest['mean']!);
    expect(attackedPage(against)).toContain('sign-flip-boosted');
  }, 300_000);

  it('tells how many stories with a trigger reach a stranger’s best tenth', async () => {
    const planted = await run('model-replacement', { rule: 'mean' });
    expect(planted.attack?.backdoor).toBeGreaterThanOrEqual(0);
    expect(planted.attack?.backdoor).toBeLessThanOrEqual(1);
  }, 300_000);

  it('takes identities for strangers, and what they send alike for one update', async () => {
    const flooded = await run('sybil-identical');
    const copies = flooded.attack?.rejectedByReason['COPY'] ?? 0;
    expect((flooded.attack?.accepted ?? 0) + copies).toBe(3 * 3 * 15);
    // Each rounds by chance, so no body is another's: they are known by their sketches.
    expect(flooded.attack?.accepted).toBeLessThanOrEqual(3);
  }, 300_000);

  it('runs a module that somebody brings, and refuses what is past the clip', async () => {
    const file = join(folder, 'mine.mjs');
    writeFileSync(
      file,
      'export const raw = true;\nexport default ({ own, round }) => own.map((row) => row.map(() => (round === 1 ? NaN : 1e6)));\n',
    );
    const brought = await run(file);
    expect(brought.attack).toMatchObject({
      accepted: 0,
      rejectedByReason: { NOT_FINITE: 3, NORM_EXCEEDED: 6 },
    });
    expect(brought.final.aucWithoutCounters).toBeGreaterThan(0.4);
  }, 300_000);

  it('plants the trigger of a module that says only what is written on a page', async () => {
    const file = join(folder, 'planting.mjs');
    writeFileSync(
      file,
      "export const trigger = { facts: { title: 'Qzvx' } };\nexport default ({ own }) => own;\n",
    );
    const planted = await run(file, { rule: 'mean' });
    expect(planted.attack?.backdoor).toBeGreaterThanOrEqual(0);
    expect(planted.attack?.backdoorUnattacked).toBeLessThanOrEqual(1);
  }, 300_000);

  it('says what is wrong with a module that is no attack', async () => {
    const file = join(folder, 'wrong.mjs');
    writeFileSync(file, 'export const trigger = { facts: { tags: 7 } };\nexport default () => [];\n');
    await expect(run(file)).rejects.toThrow(/wrong\.mjs is no attack: trigger\.facts\.tags/);
    const other = join(folder, 'empty.mjs');
    writeFileSync(other, 'export const raw = true;\n');
    await expect(run(other)).rejects.toThrow('default must be a function');
  });

  it('says what is no attack', async () => {
    await expect(run('nonsense')).rejects.toThrow('There is no attack called nonsense');
  });
});
