import { describe, expect, it } from 'vitest';
import { sketcher } from '../../../../shared/influence/sketch.ts';
import { seededRandom } from '../../../../shared/text/hashing.ts';
import { noise, plus, times } from '../attacks/vectors.ts';
import { CosineTable } from './cosine-table.ts';
import { type Path, type PlayedIdentity, playIdentity, scoresOf } from './scores.ts';
import { strategies } from './strategies.ts';

const D = 3000;
const ROUNDS = 12;
const PEOPLE = 30;
const random = seededRandom('scores');
const uniform = () => random.uniform();
const fresh = (length = 1) => noise(D, length, uniform);

/** Rounds in which what improves the model is new every time, and everybody finds a part of it. */
const directions = Array.from({ length: ROUNDS }, () => fresh());
const path: Path = {
  aggregates: Array.from({ length: ROUNDS }, () => fresh()),
  directions: directions.map((row) => Float64Array.from(row)),
  norm: 1,
  cohort: 20,
  warmUp: 2,
};
const sketch = sketcher(D, 'a test');
const honestly = () => directions.map((direction) => plus(times(direction, 0.3), 1, fresh(0.95)));
const OLD = 1000;
const rules = { probationRounds: 20, crowd: true };

function stage() {
  const table = new CosineTable();
  const play = (name: string, acceptedBefore: number, updates: readonly (Float32Array | null)[]) =>
    playIdentity(path, { sketch, table }, { name, acceptedBefore }, updates);
  const people = Array.from({ length: PEOPLE }, (_, i) => play(`p${i}`, OLD, honestly()));
  /** What identities are paid together beside everybody but p0, over some draws. */
  const paid = (...identities: PlayedIdentity[]) => {
    let sum = 0;
    for (const seed of ['a', 'b', 'c', 'd']) {
      const found = scoresOf([...people.slice(1), ...identities], path, table, { rules, seed });
      for (const { name } of identities) sum += found.get(name) ?? 0;
    }
    return sum;
  };
  return { play, people, paid };
}

describe('what ways to be paid are worth', () => {
  const { play, people, paid } = stage();
  const honest = paid(people[0]!);

  it('is something for honesty', () => {
    expect(honest).toBeGreaterThan(0);
  });

  it('is nothing for zeros, for chance, and for the same again', () => {
    const none = play(
      'p0',
      OLD,
      honestly().map(() => new Float32Array(D)),
    );
    expect(paid(none)).toBe(0);
    const chance = play(
      'p0',
      OLD,
      honestly().map(() => fresh()),
    );
    expect(paid(chance)).toBeLessThan(0.2 * honest);
    const [first] = honestly();
    const again = play(
      'p0',
      OLD,
      directions.map(() => plus(first!, 1, fresh(0.02))),
    );
    expect(paid(again)).toBeLessThan(0.2 * honest);
  });

  it('does not grow with identities that send the same', () => {
    const own = honestly();
    const copies = [0, 1, 2, 3].map((i) =>
      play(
        i === 0 ? 'p0' : `p0 ${i}`,
        OLD,
        own.map((row) => plus(row, 1, fresh(0.02))),
      ),
    );
    expect(paid(...copies)).toBeLessThan(1.6 * honest);
  });

  it('is nothing yet for new identities, whatever they send', () => {
    const young = [1, 2, 3].map((i) => play(`p0 ${i}`, 0, honestly()));
    expect(paid(...young)).toBe(0);
  });
});

describe('strategies', () => {
  it('send one row for each of their identities, as long as an honest one at most', () => {
    const own = fresh();
    for (const [name, { identities, send }] of Object.entries(strategies)) {
      const rows = send({
        round: 6,
        norm: 1,
        honest: () => own,
        sent: Array.from({ length: identities }, () => Array.from({ length: 6 }, () => fresh())),
        aggregates: [fresh(), fresh()],
        lastCohort: [fresh(), fresh()],
        opened: [fresh()],
        random: uniform,
      });
      expect(rows, name).toHaveLength(identities);
      for (const row of rows) expect(Math.hypot(...row), name).toBeLessThan(1.05);
    }
  });
});
