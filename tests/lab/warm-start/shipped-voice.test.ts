import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadKernels, loadVoice, shippedVoiceFolder } from '../../../server/voice-model.ts';
import { type VoiceCheckpoint, voiceManifestSchema } from '../../../shared/learning/voice/checkpoint.ts';
import { confident, type Suggester, suggest } from '../../../shared/learning/voice/decode.ts';
import { openVoiceNet } from '../../../shared/learning/voice/net.ts';
import { FIRST_WORD } from '../../../shared/text/vocabulary.ts';

const shipped = (name: string): Promise<string> => readFile(join(shippedVoiceFolder, name), 'utf8');

describe('the shipped voice model', () => {
  let checkpoint: VoiceCheckpoint;
  let suggester: Suggester;
  beforeAll(async () => {
    checkpoint = await loadVoice();
    suggester = {
      vocabulary: checkpoint.vocabulary,
      net: openVoiceNet(await loadKernels(), checkpoint.parameters, checkpoint.tables),
      publicNgrams: checkpoint.publicNgrams,
      own: null,
      weights: checkpoint.weights,
    };
  });

  it('is what its manifest says, small enough to ship, with its terms and its card beside it', async () => {
    const manifest = voiceManifestSchema.parse(JSON.parse(await shipped('manifest.json')));
    expect(manifest.texts).toBe('public');
    const sizes = await Promise.all(
      (await readdir(shippedVoiceFolder)).map(
        async (name) => (await stat(join(shippedVoiceFolder, name))).size,
      ),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4_200_000);
    expect(await shipped('NOTICE.txt')).toContain('creativecommons.org/licenses/by-sa/3.0');
    expect(await shipped('AUTHORS.txt')).toContain('https://scp-wiki.wikidot.com/');
    expect(await shipped('MODEL_CARD.md')).toContain('No draft, no reader and no CoAuthor text went in');
  });

  it('has words only in its vocabulary: no number, no address', () => {
    const { vocabulary } = checkpoint;
    expect(vocabulary.size).toBe(10_000 + FIRST_WORD);
    for (let id = FIRST_WORD; id < vocabulary.size; id++)
      expect(vocabulary.textOf(id)).not.toMatch(/[\d@\s]/);
  });

  it('knows some English', () => {
    const next = (before: string): string[] =>
      suggest(suggester, before, { longest: 1, count: 3 }).map(({ text }) => text);
    expect(next('He shook his')).toContain(' head');
    expect(next('She opened the')).toContain(' door');
    expect(next('I do not')).toContain(' know');
  });

  it('says what to do when there is none', async () => {
    await expect(loadVoice('/nowhere')).rejects.toThrow('npm run lab:voice');
  });

  it('is shy: of what it thinks of, it shows what it is sure of', () => {
    expect(confident(suggest(suggester, 'The'), checkpoint.confidence)).toEqual([]);
    expect(confident(suggest(suggester, 'in front'), checkpoint.confidence)[0]?.text).toMatch(/^ of/);
  });
});
