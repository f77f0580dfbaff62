import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSuggestionFolder } from './suggestion-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prompttale-suggestions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (...lines: string[]): void =>
  writeFileSync(join(folder, 'suggestions.jsonl.gz'), gzipSync(`${lines.join('\n')}\n`));
const good = { writer: 'w1', context: 'It was ', options: ['late.', 'early.'], logp: [-3, -5.5], chosen: 1 };
const line = (over: object): string => JSON.stringify({ ...good, ...over });

describe('a folder of suggestions', () => {
  it('is read writer by writer, in the order of the file', () => {
    write(line({ hovered: [0, 1] }), line({ writer: 'w2', chosen: null }), '', line({ chosen: 0 }));
    expect(
      readSuggestionFolder(folder).map(({ id, events }) => [id, events.map(({ chosen }) => chosen)]),
    ).toEqual([
      ['w1', [1, 0]],
      ['w2', [null]],
    ]);
  });

  it('does without log-probabilities', () => {
    write(line({ logp: undefined }), line({ logp: [null, -2] }));
    const known = readSuggestionFolder(folder)[0]?.events.map(({ options }) =>
      options.map(({ logProbability }) => logProbability),
    );
    expect(known).toEqual([
      [null, null],
      [null, -2],
    ]);
  });

  it.each([
    ['no JSON', '{"writer": "w', 'no JSON'],
    ['no object', '7', 'the line: '],
    ['no writer', line({ writer: '' }), 'writer: '],
    ['no options', line({ options: [] }), 'options: '],
    ['an option that is no text', line({ options: ['a', 3] }), 'options.1: '],
    ['a choice that was not shown', line({ chosen: 2 }), 'chosen: there are 2 options only'],
    ['half a choice', line({ chosen: 0.5 }), 'chosen: '],
    ['more log-probabilities than options', line({ logp: [-1, -2, -3] }), 'logp: 3 for 2 options'],
    ['a log-probability that is no number', line({ logp: [-1, 'x'] }), 'logp.1: '],
  ])('names the line with %s', (_, malformed, problem) => {
    write(line({}), '', malformed);
    expect(() => readSuggestionFolder(folder)).toThrow(`suggestions.jsonl.gz, line 3: ${problem}`);
  });

  it('says what is wrong with the file', () => {
    expect(() => readSuggestionFolder(folder)).toThrow('is not there. Name the folder');
    writeFileSync(join(folder, 'suggestions.jsonl.gz'), 'not packed');
    expect(() => readSuggestionFolder(folder)).toThrow('it is no whole gzip file');
  });
});
