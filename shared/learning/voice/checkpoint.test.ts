import { describe, expect, it } from 'vitest';
import { countNgrams } from '../../../tests/lab/warm-start/count-ngrams.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { EMBEDDING_LENGTH, initialVoiceParameters } from '../../models/voice.ts';
import { FIRST_WORD } from '../../text/vocabulary.ts';
import { decodeWordVectors } from '../../text/word-vectors.ts';
import {
  encodeVoiceFiles,
  openVoiceCheckpoint,
  type VoiceFiles,
  type VoiceManifest,
  voiceFileNames,
} from './checkpoint.ts';
import { usualWeights } from './mixture.ts';
import { testTables, testVocabulary } from './test-voice.ts';

const vocabulary = testVocabulary();
const tables = testTables(vocabulary);
const words = Array.from({ length: vocabulary.size - FIRST_WORD }, (_, at) =>
  vocabulary.textOf(FIRST_WORD + at),
);
const files = encodeVoiceFiles({
  vocabulary: { words, forms: {} },
  tables,
  parameters: initialVoiceParameters(),
  ngrams: countNgrams([new Uint16Array(100).fill(FIRST_WORD)], vocabulary.size, { bigrams: 9, trigrams: 9 }),
});
const wordVectors = {
  vectors: decodeWordVectors(new Uint8Array(4 + EMBEDDING_LENGTH), ['dragon']),
  sha256: 'of the test',
};

function manifestOf(parts: VoiceFiles): VoiceManifest {
  const described = (name: keyof VoiceFiles) => ({
    file: voiceFileNames[name],
    bytes: parts[name].length,
    sha256: sha256Hex(parts[name]),
  });
  return {
    format: 'prompttale-voice',
    version: 1,
    architecture: 1,
    texts: 'novels',
    vocabularySize: vocabulary.size,
    wordVectors: { scale: 0.2, sha256: 'of the test' },
    weights: usualWeights.map((bucket) => [...bucket]),
    confidence: 0.7,
    files: {
      vocabulary: described('vocabulary'),
      tables: described('tables'),
      core: described('core'),
      ngrams: described('ngrams'),
    },
  };
}

describe('a voice checkpoint', () => {
  it('opens as what was put in, but for rounding', () => {
    const opened = openVoiceCheckpoint(manifestOf(files), files, wordVectors);
    expect(opened.vocabulary.idOf(words[3] ?? '')).toBe(FIRST_WORD + 3);
    const farthest = (left: Float32Array, right: Float32Array): number =>
      left.reduce((most, value, at) => Math.max(most, Math.abs(value - right[at]!)), 0);
    expect(farthest(opened.tables.embedding, tables.embedding)).toBeLessThan(0.17 / 127);
    expect(farthest(opened.tables.bias, tables.bias)).toBe(0);
    expect(farthest(opened.parameters, initialVoiceParameters())).toBeLessThan(2e-3);
    expect(opened.engine).toMatch(/^voice-1-[0-9a-f]{8}$/);
  });

  it('is refused when it is of another version, damaged, or made with other word vectors', () => {
    const manifest = manifestOf(files);
    expect(() => openVoiceCheckpoint({ ...manifest, version: 2 }, files, wordVectors)).toThrow(
      'another version',
    );
    expect(() => openVoiceCheckpoint({ ...manifest, architecture: 2 }, files, wordVectors)).toThrow(
      'another version',
    );
    expect(() => openVoiceCheckpoint(null, files, wordVectors)).toThrow('another version');
    const damaged = { ...files, core: files.core.map((byte, at) => (at === 7 ? byte ^ 1 : byte)) };
    expect(() => openVoiceCheckpoint(manifest, damaged, wordVectors)).toThrow(
      'core.f16.bin of the voice model is damaged',
    );
    expect(() => openVoiceCheckpoint(manifest, files, { ...wordVectors, sha256: 'other' })).toThrow(
      'other word vectors',
    );
  });

  it('is refused when its parts are whole and of different vocabularies', () => {
    const other = { ...files, tables: files.tables.slice(EMBEDDING_LENGTH) };
    expect(() => openVoiceCheckpoint(manifestOf(other), other, wordVectors)).toThrow('do not fit');
    const short = { ...files, core: files.core.slice(2) };
    expect(() => openVoiceCheckpoint(manifestOf(short), short, wordVectors)).toThrow('do not fit');
  });
});
