import { expect, it } from 'vitest';
import { shareOfScriptTime } from './cpu-profile.ts';

it('gives a script what it ran and what it called, of the time of all scripts', () => {
  const profile = {
    nodes: [
      { id: 1, callFrame: { url: '' }, children: [2, 4] },
      { id: 2, callFrame: { url: 'chrome-extension://abc/script.js' }, children: [3] },
      { id: 3, callFrame: { url: '' } },
      { id: 4, callFrame: { url: 'http://127.0.0.1/page.js' } },
    ],
    samples: [1, 2, 3, 4, 3],
    timeDeltas: [1000, 2000, 4000, 8000, 16_000],
  };
  expect(shareOfScriptTime('chrome-extension://', { nodes: [] })).toBe(0);
  expect(shareOfScriptTime('chrome-extension://', profile)).toBe(22 / 30);
});
