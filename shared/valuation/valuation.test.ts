import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EpochEntry, epochPay } from './epoch-pay.ts';
import { marginalValues } from './marginal-value.ts';

const update = (...xs: number[]) => ({ delta: Float32Array.from(xs), multiplicity: 1, copy: false });

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

  it('is shared among those who said the same, and zero for a copy', () => {
    const [alone, shared, copied] = marginalValues(
      [update(1, 1, 0), { ...update(1, 1, 0), multiplicity: 2 }, { ...update(1, 1, 0), copy: true }],
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

describe('the pay of an epoch', () => {
  const rules = { pool: 1000n * 10n ** 18n, referenceScore: 0.001, cap: 0.4, fewestRounds: 1 };
  const entry = (entity: string, ...values: number[]): EpochEntry => ({ entity, values, onProbation: false });
  const total = (outcomes: ReturnType<typeof epochPay>) =>
    outcomes.reduce((sum, o) => sum + (o.outcome === 'paid' ? o.pay : 0n), 0n);

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
          for (const o of outcomes) if (o.outcome === 'paid') expect(o.pay * 10n <= pool * 4n).toBe(true);
        },
      ),
    );
  });

  it('is in proportion to the score, and nothing without improvement', () => {
    const [one, two, none] = epochPay([entry('a', 0.001), entry('b', 0.002), entry('c', -0.5)], {
      ...rules,
      cap: 1,
    });
    expect(
      one?.outcome === 'paid' && two?.outcome === 'paid' && Number(two.pay) / Number(one.pay),
    ).toBeCloseTo(2, 6);
    expect(none).toMatchObject({ outcome: 'unpaid', why: 'no-improvement' });
  });

  it('does not issue the whole pool for a small improvement', () => {
    const outcomes = epochPay([entry('a', 0.0001)], { ...rules, cap: 1 });
    expect(total(outcomes)).toBe(rules.pool / 10n);
  });

  it('pays nothing for values that only scatter: noise is clipped by its own spread', () => {
    const [noise] = epochPay([entry('n', 1, -1, 1, -1, 1, -0.9)], rules);
    expect(noise?.outcome).toBe('unpaid');
  });

  it('carries too few rounds on and keeps probation unpaid', () => {
    const [carried, probation] = epochPay([entry('a', 1), { ...entry('b', 1, 1, 1), onProbation: true }], {
      ...rules,
      fewestRounds: 3,
    });
    expect(carried).toEqual({ entity: 'a', outcome: 'carried', rounds: 1 });
    expect(probation).toMatchObject({ outcome: 'unpaid', why: 'probation' });
  });

  it('gives a split entity no more than it had in one piece', () => {
    const rest = [entry('x', 0.003), entry('y', 0.004)];
    const pay = (outcomes: ReturnType<typeof epochPay>) =>
      outcomes
        .filter((o) => o.entity.startsWith('e'))
        .reduce((s, o) => s + (o.outcome === 'paid' ? o.pay : 0n), 0n);
    const whole = pay(epochPay([entry('e', 0.004), ...rest], rules));
    const split = pay(epochPay([entry('e1', 0.002), entry('e2', 0.002), ...rest], rules));
    expect(split <= whole + 2n).toBe(true);
  });
});
