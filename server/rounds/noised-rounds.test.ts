import { afterEach, describe, expect, it } from 'vitest';
import { longestUpdate } from '../../shared/privacy/noise-update.ts';
import type { RoundLeaf } from '../../shared/protocol/log.ts';
import { replayRound } from '../../shared/replay/replay-round.ts';
import { anyDirection, startTestRounds, type TestRounds } from '../testing/test-rounds.ts';

const privacy = { noiseMultiplier: 0.05, participations: 2, delta: 1e-6 };
let rounds: TestRounds;
afterEach(() => rounds.stop());

const published = async (): Promise<RoundLeaf[]> =>
  (await rounds.leaves()).filter((leaf): leaf is RoundLeaf => leaf.type === 'round');
const replayed = (leaf: RoundLeaf) => replayRound(leaf, (hash) => rounds.blobs.get(hash));

describe('rounds whose updates carry noise', () => {
  it('take longer updates than C, publish σ, k and δ, and replay to the bit', async () => {
    rounds = await startTestRounds({ privacy });
    for (let i = 0; i < 4; i++) await rounds.contribute(await rounds.newPerson(), anyDirection());
    await rounds.finishRound();
    const [leaf] = await published();
    expect(leaf).toMatchObject({ outcome: 'published', norm: 1, privacy });
    expect(leaf!.cohort).toHaveLength(4);
    expect(longestUpdate(1, privacy, 1100)).toBeGreaterThan(2.5);
    expect((await replayed(leaf!)).replay).toBe('identical');
    // A leaf that hides the noise has updates that are too long.
    expect((await replayed({ ...leaf!, privacy: null })).replay).toBe('different');
  });

  it('take a contributor as often as the budget says, whatever became of the rounds, and no more', async () => {
    rounds = await startTestRounds({ privacy, minimum: 2 });
    const [often, once] = [await rounds.newPerson(), await rounds.newPerson()];
    expect(await rounds.contribute(often, anyDirection())).toHaveLength(64);
    // Nobody else came: the round is void, and its update moves on; it was seen all the same.
    await rounds.finishRound();
    expect(await rounds.contribute(once, anyDirection())).toHaveLength(64);
    await rounds.finishRound();
    expect(await rounds.contribute(often, anyDirection())).toHaveLength(64);
    expect(await rounds.contribute(once, anyDirection())).toHaveLength(64);
    await rounds.finishRound();
    expect(await rounds.contribute(often, anyDirection())).toBe('BUDGET_SPENT');
    expect(await rounds.contribute(once, anyDirection())).toBe('BUDGET_SPENT');
  });
});

describe('a clipping norm that may follow the updates', () => {
  it('is told with the round, leads to the next one, and is checked when the round is replayed', async () => {
    rounds = await startTestRounds({ normDrift: 0.1 });
    // Every one of them longer than C = 1.
    for (let i = 0; i < 3; i++) await rounds.contribute(await rounds.newPerson(), anyDirection());
    await rounds.finishRound();
    for (let i = 0; i < 3; i++) {
      const short = anyDirection().map((x) => x * 0.001);
      await rounds.contribute(await rounds.newPerson(), short);
    }
    await rounds.finishRound();
    const [first, second] = await published();
    expect(first!.nextNorm).toEqual({ drift: { rate: 0.1, first: 1 }, norm: 1.1 });
    expect(second!.norm).toBe(1.1);
    expect(second!.nextNorm!.norm).toBeCloseTo(1, 12);
    expect((await replayed(first!)).replay).toBe('identical');
    const moved = { ...first!, nextNorm: { ...first!.nextNorm!, norm: 1.3 } };
    expect(await replayed(moved)).toMatchObject({ replay: 'different' });
  });
});
