import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../text/hashing.ts';
import { type EpochEntry, epochPay, newAccount } from './epoch-pay.ts';
import { marginalValues } from './marginal-value.ts';
import { novelty } from './novelty.ts';
import { splitExactly } from './split-exactly.ts';
import { valueUpdates } from './value-updates.ts';

const update = (...xs: number[]) => ({ delta: Float32Array.from(xs), multiplicity: 1, novelty: 1 });

describe('the value of an update', () => {
  const improvement = Float32Array.of(1, 1, 0);

  it('is positive for what helps, negative for what hurts, zero for nothing', () => {
    const [helps, hurts, nothing, aside] = marginalValues(
      [update(1, 1, 0), update(-1, -1, 0), update(0, 0, 0), update(0, 0, 5)],
      improvement,
      [],
    );
    expect(helps).toBe(2);
    expect(hurts).toBe(-2);
    expect(nothing).toBe(0);
    expect(aside).toBe(0);
  });

  it('is zero for replaying a public aggregate, however scaled', () => {
    const published = [Float32Array.of(1, 1, 0), Float32Array.of(1, 0, 0)];
    for (const value of marginalValues(
      [update(3, 3, 0), update(-2, 0, 0), update(1, 5, 0)],
      improvement,
      published,
    )) {
      expect(Math.abs(value)).toBeLessThan(1e-9);
    }
  });

  it('is shared among those who say the same, and zero for what was sent before', () => {
    const [alone, shared, copied] = marginalValues(
      [update(1, 1, 0), { ...update(1, 1, 0), multiplicity: 2 }, { ...update(1, 1, 0), novelty: 0 }],
      improvement,
      [],
    );
    expect(shared).toBe(alone! / 2);
    expect(copied).toBe(0);
  });

  it('of one contributor does not change with a zero contributor beside it', () => {
    const [a] = marginalValues([update(1, 2, 3)], improvement, []);
    const [b] = marginalValues([update(1, 2, 3), update(0, 0, 0)], improvement, []);
    expect(b).toBe(a);
  });
});

describe('novelty', () => {
  it('is whole for what only resembles the past, nothing for what repeats it, and never rises with likeness', () => {
    expect([novelty(-1), novelty(0), novelty(0.5)]).toEqual([1, 1, 1]);
    expect([novelty(0.7), novelty(0.98), novelty(1)]).toEqual([0, 0, 0]);
    expect(novelty(0.6)).toBeCloseTo(0.5, 9);
  });
});

describe('the worth of a round’s updates', () => {
  const along = Float32Array.of(1, 1, 0, 0);
  const none = { aggregates: [], older: null };

  it('is nothing for what is as good as nothing, and says why', () => {
    expect(valueUpdates([update(0.001, 0, 0, 0), update(0.1, 0, 0, 0)], along, none, 0.5)).toEqual([
      { value: 0, why: 'too-small' },
      { value: expect.closeTo(0.1, 6), why: null },
    ]);
    const repeated = { ...update(0.1, 0, 0, 0), novelty: 0 };
    expect(valueUpdates([repeated], along, none, 0.5)).toEqual([{ value: 0, why: 'repeats' }]);
  });

  it('is nothing for any mixture of what was published, the steps before the last fifty too', () => {
    const aggregates = [Float32Array.of(1, 0, 0, 0), Float32Array.of(0, 0, 1, 0)];
    const older = Float32Array.of(1, 1, 0, 0);
    const [mixture, fresh] = valueUpdates(
      [update(0.3, 0.2, -0.4, 0), update(0, 0, 0, 0.3)],
      Float32Array.of(1, 1, 1, 1),
      { aggregates, older },
      0.5,
    );
    expect(Math.abs(mixture!.value)).toBeLessThan(1e-12);
    expect(fresh!.value).toBeCloseTo(0.3, 6);
  });
});

describe('the pay of an epoch', () => {
  const rules = { pool: 1000n * 10n ** 18n, referenceScore: 0.001, cap: 0.4, fewestRounds: 1 };
  const entry = (entity: string, ...values: number[]): EpochEntry => ({ entity, values, before: newAccount });
  const total = (outcomes: ReturnType<typeof epochPay>) => outcomes.reduce((sum, { pay }) => sum + pay, 0n);

  it('never exceeds the pool, nor the cap for anyone, exactly in wei', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 6 }), { maxLength: 20 }),
        fc.bigInt({ min: 0n, max: 10n ** 27n }),
        (values, pool) => {
          const outcomes = epochPay(
            values.map((v, i) => entry(`e${i}`, ...v)),
            { ...rules, pool },
          );
          expect(total(outcomes) <= pool).toBe(true);
          for (const { pay } of outcomes) expect(pay * 10n <= pool * 4n).toBe(true);
        },
      ),
    );
  });

  it('is in proportion to the score, and nothing without improvement', () => {
    const [one, two, none] = epochPay([entry('a', 0.001), entry('b', 0.002), entry('c', -0.5)], {
      ...rules,
      cap: 1,
    });
    expect(Number(two!.pay) / Number(one!.pay)).toBeCloseTo(2, 6);
    expect(none).toMatchObject({ outcome: 'unpaid', pay: 0n });
  });

  it('does not issue the whole pool for a small improvement', () => {
    expect(total(epochPay([entry('a', 0.0001)], { ...rules, cap: 1 }))).toBe(rules.pool / 10n);
  });

  it('pays nothing for values that only scatter: noise is held to its own spread', () => {
    expect(epochPay([entry('n', 1, -1, 1, -1, 1, -0.9)], rules)[0]?.outcome).toBe('unpaid');
  });

  it('waits for enough rounds, and counts those that went before', () => {
    const [carried] = epochPay([entry('a', 1)], { ...rules, fewestRounds: 3 });
    expect(carried).toMatchObject({ outcome: 'carried', pay: 0n, after: { rounds: 1, sum: 1, paidUpTo: 0 } });
    const [paid] = epochPay([{ entity: 'a', values: [1, 1], before: carried!.after }], {
      ...rules,
      fewestRounds: 3,
    });
    expect(paid).toMatchObject({ outcome: 'paid', score: 3, after: { rounds: 3, sum: 3, paidUpTo: 3 } });
  });

  it('pays each rise once: bad rounds are made good first, and what was paid stays paid', () => {
    const lives = fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 4 }));
    fc.assert(
      fc.property(lives, (epochs) => {
        let account = newAccount;
        let scores = 0;
        for (const values of epochs) {
          const [outcome] = epochPay([{ entity: 'a', values, before: account }], rules);
          expect(outcome!.score).toBeGreaterThanOrEqual(0);
          expect(outcome!.after.paidUpTo).toBeGreaterThanOrEqual(account.paidUpTo);
          scores += outcome!.score;
          account = outcome!.after;
        }
        expect(account.paidUpTo).toBeCloseTo(scores, 9);
      }),
    );
  });

  it('in the long run is as good as nothing for chance, and in proportion to rounds for honesty', () => {
    const random = seededRandom('lives');
    const noise = () => [...Array(12)].reduce((sum: number) => sum + random.uniform(), -6);
    const life = (mean: number, epochs: number) => {
      let account = newAccount;
      for (let epoch = 0; epoch < epochs; epoch++) {
        const values = [...Array(6)].map(() => mean + noise());
        account = epochPay([{ entity: 'a', values, before: account }], rules)[0]!.after;
      }
      return account.paidUpTo;
    };
    const average = (mean: number, epochs: number) =>
      [...Array(40)].reduce((sum: number) => sum + life(mean, epochs), 0) / 40;
    const honest = average(0.3, 60);
    expect(average(0, 60)).toBeLessThan(0.1 * honest);
    expect(honest).toBeGreaterThan(0.7 * 0.3 * 360);
  });

  it('gives a split entity no more than it had in one piece', () => {
    const rest = [entry('x', 0.003), entry('y', 0.004)];
    const pay = (outcomes: ReturnType<typeof epochPay>) =>
      outcomes.filter(({ entity }) => entity.startsWith('e')).reduce((sum, { pay }) => sum + pay, 0n);
    const whole = pay(epochPay([entry('e', 0.004), ...rest], rules));
    const split = pay(epochPay([entry('e1', 0.002), entry('e2', 0.002), ...rest], rules));
    expect(split <= whole + 2n).toBe(true);
  });
});

describe('splitting exactly', () => {
  it('loses nothing, gives nothing away, and is within one of the proportion', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), weights, (amount, weights) => {
        const parts = splitExactly(amount, weights);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount);
        const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
        if (total === 0n) return;
        for (const [i, part] of parts.entries()) {
          const exact = (amount * BigInt(weights[i]!)) / total;
          expect(part === exact || part === exact + 1n).toBe(true);
        }
      }),
    );
  });
});
