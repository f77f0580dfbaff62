import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { countVocabulary } from './count-vocabulary.ts';
import { initialWarmParameters } from './initial-warm-parameters.ts';
import { warmLayout } from './layout.ts';
import { readAuthors } from './read-authors.ts';
import { readState, saveState } from './saved-state.ts';
import { batchesOf, epochTokens, streamBatch } from './token-streams.ts';
import { freshState, trainWarmStart, type WarmState } from './train-warm-start.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promptale-warm-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const authorOf = (id: string, ...texts: string[]) => ({ id, texts, sources: [] });

describe('reading texts', () => {
  const write = (content: Uint8Array): Promise<void> => writeFile(join(folder, 'docs.jsonl.gz'), content);

  it('gathers the documents of each author', async () => {
    await write(
      gzipSync(
        '{"author":"a","text":"one","title":"T","url":"https://x"}\n{"author":"b","text":"two"}\n\n{"author":"a","text":"three"}\n',
      ),
    );
    expect(readAuthors(folder)).toEqual([
      { id: 'a', texts: ['one', 'three'], sources: ['T https://x'] },
      { id: 'b', texts: ['two'], sources: [] },
    ]);
  });

  it('says what is wrong, and in which line', async () => {
    await write(gzipSync('{"author":"a","text":"one"}\n{"author":"b"}\n'));
    expect(() => readAuthors(folder)).toThrow('docs.jsonl.gz, line 2: text');
    await write(gzipSync('{"author":'));
    expect(() => readAuthors(folder)).toThrow('line 1: no JSON');
    await write(Buffer.from('plain'));
    expect(() => readAuthors(folder)).toThrow('no whole gzip file');
    expect(() => readAuthors(join(folder, 'nowhere'))).toThrow('is not there');
  });
});

describe('counting the vocabulary', () => {
  it('takes the words of two authors or more, and writes them as they do within sentences', () => {
    const authors = [
      authorOf('a', 'The queen of England is a Zorb. The end.'),
      authorOf('b', 'The end of england, of England, is the end.'),
    ];
    const { words, forms } = countVocabulary([authors], 50);
    expect(words).not.toContain('zorb');
    expect(words).toEqual(expect.arrayContaining(['the', 'of', 'england', 'end', 'is']));
    expect(forms).toEqual({ england: 'England' });
    expect(countVocabulary([authors], 2).words).toHaveLength(2);
  });

  it('lets every register count the same, however long it is', () => {
    const long = ['a', 'b'].map((id) => authorOf(id, 'old '.repeat(1000)));
    const short = ['c', 'd'].map((id) => authorOf(id, 'new new '));
    expect(countVocabulary([long, short], 1).words.length).toBe(1);
    expect(countVocabulary([long, short], 2).words).toHaveLength(2);
  });
});

describe('token streams', () => {
  const registers = [
    { texts: [Uint16Array.of(1, 2, 3), Uint16Array.of(4, 5)], passes: 1 },
    { texts: [Uint16Array.of(6, 7)], passes: 3 },
  ];

  it('pass over each register as often as it says, in another order each epoch', () => {
    const sorted = [...epochTokens(registers, 0, 'seed')].sort((a, b) => a - b);
    expect(sorted).toEqual([1, 2, 3, 4, 5, 6, 6, 6, 7, 7, 7]);
    expect(epochTokens(registers, 0, 'seed')).toEqual(epochTokens(registers, 0, 'seed'));
    const orders = new Set(
      Array.from({ length: 8 }, (_, epoch) => epochTokens(registers, epoch, 's').join()),
    );
    expect(orders.size).toBeGreaterThan(2);
  });

  it('go on where they stood, each token followed by its next', () => {
    const tokens = Uint16Array.from({ length: 41 }, (_, at) => at);
    const shape = { streams: 2, steps: 4 };
    expect(batchesOf(tokens, shape)).toBe(4);
    const second = streamBatch(tokens, shape, 1, 0, 2);
    expect([...second.inputs]).toEqual([4, 24, 5, 25, 6, 26, 7, 27]);
    expect([...second.targets]).toEqual([5, 25, 6, 26, 7, 27, 8, 28]);
    expect([...streamBatch(tokens, shape, 1, 1, 2).inputs]).toEqual([24, 25, 26, 27]);
  });
});

describe('the warm start', () => {
  const V = 120;
  const layout = warmLayout(V);
  const random = seededRandom('text');
  const text = Uint16Array.from({ length: 6000 }, (_, at) => 20 + ((at * 7 + random.below(3)) % 100));
  const frequencies = new Float32Array(V).fill(1 / V);

  /** Trains to the last step, or is stopped after `until`. */
  const train = async (state: WarmState, steps: number, until = steps): Promise<number[]> => {
    const losses: number[] = [];
    const stop = new Error('stopped');
    await trainWarmStart({
      recipe: { seed: 'test', steps, rate: 3e-3, warmUpSteps: 2, negatives: 20, dropout: 0.1 },
      registers: [{ texts: [text], passes: 1 }],
      frequencies,
      layout,
      state,
      afterStep: async ({ step }, loss) => {
        losses.push(loss);
        if (step === until && until < steps) throw stop;
      },
    }).catch((cause: unknown) => {
      if (cause !== stop) throw cause;
    });
    return losses;
  };
  const start = (): WarmState =>
    freshState(initialWarmParameters(layout, new Float32Array(V * 100), frequencies, 'test'));
  const bytesOf = (state: WarmState): Buffer =>
    Buffer.from(Uint8Array.from(new Uint8Array(state.parameters.buffer)));

  it('learns, and comes to the same bits whether it was stopped in between or not', {
    timeout: 300_000,
  }, async () => {
    const file = join(folder, 'run', 'test.state');
    const identity = 'a'.repeat(64);
    const whole = start();
    const losses = await train(whole, 6);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) - 0.05);

    const stopped = start();
    await train(stopped, 6, 3);
    await saveState(file, identity, stopped);
    expect(await readState(file, 'b'.repeat(64), layout.length)).toBeNull();
    expect(await readState(join(folder, 'none'), identity, layout.length)).toBeNull();
    const resumed = await readState(file, identity, layout.length);
    if (resumed === null) throw new Error('The state was not found.');
    expect(resumed.step).toBe(3);
    await train(resumed, 6);
    expect(bytesOf(resumed).equals(bytesOf(whole))).toBe(true);
  });
});
