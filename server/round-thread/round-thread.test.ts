import { afterAll, describe, expect, it } from 'vitest';
import { serverOptimiser } from '../../shared/aggregation/optimisers/server-optimiser.ts';
import { RuleRefusal } from '../../shared/aggregation/rule.ts';
import { computeRound, type RoundInputs } from '../../shared/replay/compute-round.ts';
import { seededRandom } from '../../shared/text/hashing.ts';
import { roundThread } from './round-thread.ts';

const thread = roundThread();
const optimiser = { name: 'fedavg', learningRate: 1 } as const;
afterAll(() => thread.stop());

/** A round of `n` shared rows, as the server holds them. */
function roundOf(n: number, d = 3000): RoundInputs {
  const random = seededRandom(`thread ${n}`);
  return {
    parameters: new Float32Array(d),
    optimiserState: serverOptimiser(optimiser).initialState(d),
    updates: Array.from({ length: n }, () => {
      const row = new Float32Array(new SharedArrayBuffer(4 * d));
      return row.map(() => random.uniform() - 0.5);
    }),
    standings: Array.from({ length: n }, () => ({
      ramp: 1,
      established: true,
      staleness: 0,
      multiplicity: 1,
    })),
    rule: { name: 'default', f: Math.floor(n / 5) },
    norm: 1,
    optimiser,
    bootstrap: true,
    seed: 'thread',
  };
}

describe('the thread that computes rounds', () => {
  it('gives to the bit what is computed in place', async () => {
    const inputs = roundOf(12);
    expect(await thread.run({ do: 'compute', inputs })).toEqual(computeRound(inputs));
  });

  it('says what a rule refuses as the rule does', async () => {
    await expect(thread.run({ do: 'compute', inputs: roundOf(3) })).rejects.toBeInstanceOf(RuleRefusal);
  });

  it('says what failed, and goes on', async () => {
    const nothing = new Float32Array(1);
    const effect = { do: 'effect', pack: '/nowhere', before: nothing, after: nothing, seed: 's' } as const;
    await expect(thread.run(effect)).rejects.toThrow(/ENOENT/);
    await expect(thread.run({ do: 'compute', inputs: roundOf(5) })).resolves.toBeDefined();
  });

  it('leaves the event loop free while it computes', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await thread.run({ do: 'compute', inputs: roundOf(60, 20_000) });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  it('is started anew for the next job after it died', async () => {
    await thread.stop();
    await expect(thread.run({ do: 'compute', inputs: roundOf(6) })).resolves.toBeDefined();
  });
});
