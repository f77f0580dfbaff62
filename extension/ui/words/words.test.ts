import { describe, expect, it, vi } from 'vitest';
import { errorCatalogue } from '../../../shared/protocol/errors.ts';
import { modelHashSchema } from '../../../shared/protocol/ids.ts';
import type { ServerInfo } from '../../../shared/protocol/server-info.ts';
import english from '../../public/_locales/en/messages.json';
import { sampleFeedback, sampleReading } from '../../storage/sample-rows.ts';
import { doubtWords } from '../../training/inspect-signals.ts';
import { claimProblems } from '../../wallet/claim-problems.ts';
import { bytes, counted, duration, number, say } from '../strings.ts';
import { doubtText } from './doubt-words.ts';
import { privacyWords } from './privacy-words.ts';
import { protectionWords } from './protection-words.ts';
import { signalWords } from './signal-words.ts';
import { failureWords } from './tale-words.ts';
import { updateWords } from './update-words.ts';

const texts = new Map(Object.entries(english).map(([key, { message }]) => [key, message]));

vi.mock('../../platform/texts.ts', () => ({
  text: (key: string, ...values: string[]) =>
    (texts.get(key) ?? key).replaceAll(/\$([1-9])/g, (_, place: string) => values[Number(place) - 1] ?? ''),
}));

describe('a signal in words', () => {
  it('tells of reading how long, how much and how far', () => {
    const reading = sampleReading({ activeMs: 540_000, wordsRead: 2_300, depth: 0.4, finished: false });
    expect(say(signalWords(reading))).toBe('Read for 9 min: 2,300 words, to 40 % of the text');
    expect(say(signalWords({ ...reading, finished: true }))).toBe('Read to the end in 9 min: 2,300 words');
  });

  it('tells feedback, and feedback taken back', () => {
    expect(say(signalWords(sampleFeedback()))).toBe('Gave kudos');
    expect(say(signalWords(sampleFeedback({ on: false })))).toBe('Took feedback back');
    expect(say(signalWords(sampleFeedback({ act: 'rating', value: 0.8 })))).toBe('Rated 80 of 100');
  });
});

describe('an update in words', () => {
  it('has a sentence of its own for every refusal of the protocol', () => {
    const said = Object.keys(errorCatalogue).map((code) =>
      say(updateWords({ is: 'refused', code, message: 'm', at: 1 }).state),
    );
    for (const sentence of said) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('names a code it does not know', () => {
    expect(say(updateWords({ is: 'refused', code: 'NEW_CODE', message: '', at: 1 }).state)).toContain(
      'NEW_CODE',
    );
  });

  it('has a tick only when the proof was checked', () => {
    const aggregated = {
      is: 'aggregated',
      at: 1,
      leafIndex: 1,
      newModel: modelHashSchema.parse('a'.repeat(64)),
    } as const;
    expect(updateWords({ ...aggregated, inclusionVerified: true }).inLog).toBe(true);
    expect(updateWords({ ...aggregated, inclusionVerified: false }).inLog).toBe(false);
    expect(updateWords({ is: 'received', at: 1 }).inLog).toBe(false);
  });
});

describe('stored sentences', () => {
  it('of failed claims say in English what they said when they were stored', () => {
    for (const { why, next } of Object.values(claimProblems)) {
      const said = failureWords({ is: 'failed', why, next, at: 1 });
      expect(said.why).toBe(why);
      expect(said.next).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('of another version are shown as they are', () => {
    expect(failureWords({ is: 'failed', why: 'Because.', next: 'Wait.', at: 1 })).toEqual({
      why: 'Because.',
      next: 'Wait.',
    });
    expect(doubtText('for a reason of old')).toBe('for a reason of old');
  });

  it('of doubts are all known', () => {
    for (const stored of Object.values(doubtWords)) expect(doubtText(stored)).toBe(stored);
  });
});

describe('privacy in words', () => {
  const terms = { noiseMultiplier: 5, participations: 20, delta: 1e-6 };
  const told = (task: Parameters<typeof privacyWords>[0]) => privacyWords(task).map(say).join(' ');

  it('tells ε, its budget and what it means', () => {
    const budget = { terms, spent: 0.944, total: 4.6044, participations: 1, isSpent: false };
    expect(told({ task: 'taste', budget, bare: 0, isLessProtected: false })).toBe(
      'Taste: ε 0.94 of 4.6, after 1 of 20 updates. Whoever saw all of it can find a guess about you at most 2.6 times likelier than before, but for a chance of one in 1,000,000.',
    );
  });

  it('says that nothing is sent where a server protects less than was agreed to', () => {
    expect(told({ task: 'voice', budget: null, bare: 0, isLessProtected: true })).toMatch(
      /nothing of it is sent/,
    );
  });

  it('tells before anybody agrees how each task is protected, and who may read what is not', () => {
    const info = { audit: 'public', name: 'Here' } as ServerInfo;
    const told = (protection: ServerInfo['protection']) =>
      protectionWords({ ...info, protection })
        .map(say)
        .join(' ');
    expect(told([{ task: 'taste', privacy: null, masking: null }])).toMatch(
      /Taste: no noise.*anyone may fetch/,
    );
    const masking = { engine: 'pairwise', groupSize: 8 } as const;
    const hidden = told([{ task: 'voice', privacy: terms, masking }]);
    expect(hidden).toMatch(/Writing: the server sees no single update, only the sum of 8/);
    expect(hidden).toMatch(/20 times at most.*ε = 4.6\./);
    expect(hidden).not.toContain('fetch');
  });

  it('does not flatter: no noise is no bound, a large ε hardly one, and what went out bare is told', () => {
    expect(told({ task: 'voice', budget: null, bare: 3, isLessProtected: false })).toContain('ε is infinite');
    const budget = { terms, spent: 800, total: 900, participations: 20, isSpent: true };
    expect(told({ task: 'taste', budget, bare: 2, isLessProtected: false })).toMatch(
      /hardly a bound.*without noise.*: 2.*used up/,
    );
  });
});

describe('figures in words', () => {
  it('follow the language’s plural, and count exactly', () => {
    expect(counted('dataMatching', 1)).toBe('1 signal');
    expect(counted('dataMatching', 0)).toBe('0 signals');
    expect(counted('dataMatching', 1200)).toBe('1,200 signals');
  });

  it('have the unit that says them shortest', () => {
    expect([bytes(812), bytes(16_200), bytes(2_100_000)]).toEqual(['812 byte', '16.2 kB', '2.1 MB']);
    expect([duration(40_000), duration(600_000), duration(7_200_000)]).toEqual(['40 sec', '10 min', '2 hr']);
    expect(number(1234.5678, 2)).toBe('1,234.57');
  });
});
