import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circumstances, decideTraining } from './schedule.ts';

const now = 1_800_000_000_000;
const HOUR = 3_600_000;
const good: Circumstances = {
  now,
  allowed: true,
  pausedUntil: null,
  presence: 'idle',
  battery: null,
  missing: null,
  news: 'Two stories have news.',
  newModel: false,
  lastTraining: now - 5 * HOUR,
  lastFailure: null,
};

describe('the schedule', () => {
  it.each([
    ['there is news and nobody is disturbed', {}],
    ['nothing was ever trained', { lastTraining: null, news: null }],
    ['there is only a new model', { news: null, newModel: true }],
    ['somebody never takes a break', { presence: 'active', lastTraining: now - 13 * HOUR }],
    ['the battery is low but charging', { battery: { charging: true, level: 0.1 } }],
    ['a pause is over', { pausedUntil: now }],
  ] as const)('trains when %s', (_when, changes) => {
    expect(decideTraining({ ...good, ...changes }).train).toBe(true);
  });

  it.each([
    ['nothing is allowed', { allowed: false }, 'Learning is off', null],
    ['a pause lasts', { pausedUntil: now + 5 }, 'Paused', now + 5],
    ['a pause lasts until the restart', { pausedUntil: 'restart' }, 'starts again', null],
    ['something is missing', { missing: 'Read or rate 1 more story first.' }, '1 more story', null],
    ['there is no news', { news: null }, 'Nothing new', null],
    ['it failed lately', { lastFailure: now - HOUR }, 'failed', now + HOUR],
    ['it trained lately', { lastTraining: now - HOUR / 2 }, 'last hour', now + HOUR / 2],
    ['the battery is low', { battery: { charging: false, level: 0.1 } }, 'battery', now + HOUR],
    ['somebody works', { presence: 'active' }, 'break', null],
  ] as const)('waits while %s, and says so', (_while, changes, words, until) => {
    const decision = decideTraining({ ...good, ...changes });
    expect(decision).toMatchObject({ train: false, until });
    expect(decision.why).toContain(words);
  });

  it('never trains without consent, and never waits for a time that has passed', () => {
    const time = fc.option(fc.integer({ min: now - 100 * HOUR, max: now }));
    const anything = fc.record({
      now: fc.constant(now),
      allowed: fc.boolean(),
      pausedUntil: fc.oneof(
        fc.constant(null),
        fc.constant('restart' as const),
        fc.integer({ min: now - HOUR, max: now + HOUR }),
      ),
      presence: fc.constantFrom('active' as const, 'idle' as const, 'locked' as const),
      battery: fc.option(
        fc.record({ charging: fc.boolean(), level: fc.double({ min: 0, max: 1, noNaN: true }) }),
      ),
      missing: fc.constantFrom(null, 'Read or rate 1 more story first.'),
      news: fc.constantFrom(null, 'One story has news.'),
      newModel: fc.boolean(),
      lastTraining: time,
      lastFailure: time,
    });
    fc.assert(
      fc.property(anything, (circumstances) => {
        const decision = decideTraining(circumstances);
        expect(decision.why.length).toBeGreaterThan(10);
        if (decision.train) expect(circumstances.allowed && circumstances.missing === null).toBe(true);
        else expect(decision.until ?? now + 1).toBeGreaterThan(now);
      }),
    );
  });
});
