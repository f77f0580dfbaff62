import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openProbePack } from '../../shared/learning/taste/probe-pack.ts';
import { decodeWordVectors } from '../../shared/text/word-vectors.ts';

const checkout = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(resolve(checkout, path));
const vectorsFolder = 'extension/public/models/word-vectors';

describe('the shipped word vectors', () => {
  const part = z.object({ file: z.string(), bytes: z.number(), sha256: z.string() });
  const manifest = z
    .object({ size: z.number(), dimension: z.number(), vectors: part, words: part })
    .parse(JSON.parse(read(`${vectorsFolder}/manifest.json`).toString()));
  const words = z.array(z.string()).parse(JSON.parse(read(`${vectorsFolder}/words.json`).toString()));
  const vectors = decodeWordVectors(read(`${vectorsFolder}/vectors.i8.bin`), words);

  it('are what their manifest says, with their licence beside them', () => {
    for (const { file, bytes, sha256 } of [manifest.vectors, manifest.words]) {
      const content = read(`${vectorsFolder}/${file}`);
      expect(content).toHaveLength(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
    expect(manifest).toMatchObject({ size: vectors.size, dimension: vectors.dimension });
    expect(read(`${vectorsFolder}/NOTICE.txt`).toString()).toContain('MIT License');
    expect(manifest.vectors.bytes + manifest.words.bytes).toBeLessThanOrEqual(2_200_000);
  });

  it('know that a dragon is more of a wizard than of an office', () => {
    const cosine = (left: string, right: string) => {
      const a = vectors.meanVector([left]);
      const b = vectors.meanVector([right]);
      return (
        a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0) / Math.hypot(...a) / Math.hypot(...b)
      );
    };
    expect(cosine('dragon', 'wizard')).toBeGreaterThan(cosine('dragon', 'office') + 0.2);
  });
});

describe('the demo probe pack', () => {
  const text = read('server/demo/probe-pack.json').toString();
  const panel = openProbePack(JSON.parse(text));

  it('opens as people with stories enough to learn from and to be judged on', () => {
    expect(panel.length).toBeGreaterThanOrEqual(20);
    for (const { labels } of panel) expect(labels.length).toBeGreaterThanOrEqual(12);
    expect(text.length).toBeLessThanOrEqual(400_000);
  });

  it('has numbers only: its longest text is the notice of its licence', () => {
    const {
      notice,
      rows: _rows,
      format: _format,
      ...rest
    } = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    expect(notice).toContain('CC BY-SA 3.0');
    expect(JSON.stringify(Object.values(rest))).toMatch(/^[-\d.,e[\]{}:"rowslabels]*$/);
  });
});
