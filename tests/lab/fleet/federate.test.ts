import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialTasteParameters, tasteSpec } from '../../../shared/models/taste.ts';
import { cosine } from '../leaks/cosine.ts';
import { type Crews, type FleetThreads, startThreads } from './crews.ts';
import { type Federation, type FederationState, federate } from './federate.ts';
import { inventRatingFolder } from './invented-folder.ts';
import { fleetServerSettings } from './server-settings.ts';
import { tasteRecipe } from './taste/recipe.ts';

let folder: string;
let threads: FleetThreads;
let crews: Crews;
let whole: Float32Array;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prompttale-fleet-'));
  inventRatingFolder(folder, 30, 60);
  threads = startThreads(2);
  crews = await play(threads);
  ({ parameters: whole } = await run());
}, 300_000);
afterAll(async () => {
  await threads.stop();
  rmSync(folder, { recursive: true });
});

const play = (on: FleetThreads, seed = 1): Promise<Crews> =>
  on.play({
    task: 'taste',
    folders: { data: folder },
    variant: { counters: true, newStories: false },
    seed,
  });

const recipeFor = (participants: number) => tasteRecipe(participants, { rounds: 4, cohort: 8 });

const settingsOf = (rule: 'default' | 'mean') =>
  fleetServerSettings({
    ...recipeFor(crews.roster.participants.length),
    task: 'taste',
    parameterCount: tasteSpec.parameterCount,
    initialParameters: () => initialTasteParameters(),
    rule,
  });

const run = (over: Partial<Federation> = {}) => {
  const participants = crews.roster.participants.map(({ id }) => id);
  return federate({
    crews,
    settings: settingsOf('default'),
    participants,
    ...recipeFor(participants.length),
    from: null,
    onRound: async () => 'go on',
    ...over,
  });
};

describe('a federation', () => {
  it('comes to the same bits whatever the number of threads, and to others with another seed', async () => {
    const lone = startThreads(1);
    try {
      const { parameters, accepted, refused } = await run({ crews: await play(lone) });
      expect(parameters).toEqual(whole);
      expect({ accepted, refused }).toEqual({ accepted: 32, refused: {} });
      expect((await run({ crews: await play(lone, 2) })).parameters).not.toEqual(whole);
    } finally {
      await lone.stop();
    }
  }, 300_000);

  it.each(['helper', 'pairwise'] as const)(
    'learns from sums of groups by %s as from updates, also when people fall silent',
    async (engine) => {
      // A mean of few groups is one still, when several are void: four members need three.
      const common = { settings: settingsOf('mean'), rounds: 2, cohort: 24 };
      const masked = { engine, groupSize: 4, dropout: 0.1 };
      const { parameters, groups, outcomes, refused } = await run({ ...common, masked });
      expect(outcomes).toEqual({ published: 2 });
      expect(groups['used']).toBeGreaterThanOrEqual(4);
      expect(groups['too-long']).toBeUndefined();
      expect(refused).toEqual({});
      const plain = await run(common);
      const start = initialTasteParameters();
      const step = (to: Float32Array) => to.map((value, i) => value - start[i]!);
      expect(cosine(step(parameters), step(plain.parameters))).toBeGreaterThan(0.5);
    },
    300_000,
  );

  it('goes on from a checkpoint to where it would have come without a stop', async () => {
    let kept: FederationState | null = null;
    const stopped = run({
      onRound: async ({ round, state }) => {
        if (round < 2) return 'go on';
        kept = await state();
        throw new Error('the machine was switched off');
      },
    });
    await expect(stopped).rejects.toThrow('switched off');
    const rounds: number[] = [];
    const { parameters, accepted } = await run({
      from: kept,
      onRound: async ({ round }) => {
        rounds.push(round);
        return 'go on';
      },
    });
    expect(rounds).toEqual([3, 4]);
    expect(accepted).toBe(32);
    expect(parameters).toEqual(whole);
  });
});
