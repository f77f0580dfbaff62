import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { improvementDirection } from '../../shared/learning/taste/probe.ts';
import { openProbePack } from '../../shared/learning/taste/probe-pack.ts';

import { readyTensors } from '../tensor-backend.ts';

export interface ProbePanel {
  /** Where it lies. */
  readonly file: string;
  /** SHA-256 of the pack's file: what a round's valuation commits to. */
  readonly hash: string;
  /** g = −∇L of the model on the half of the panel that `seed` chooses, `[d]`. */
  improve(parameters: Float32Array, seed: string): Promise<Float32Array>;
}

/**
 * Loads the probe panel from a pack (`shared/learning/taste/probe-pack.ts`), gzipped or not.
 * @throws when the file is missing or is not a pack
 */
export async function probePanel(file: string): Promise<ProbePanel> {
  const bytes = await readFile(file);
  const text = file.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
  const panel = openProbePack(JSON.parse(text));
  return {
    file,
    hash: sha256Hex(bytes),
    async improve(parameters, seed) {
      await readyTensors();
      return Float32Array.from(improvementDirection(parameters, panel, { seed }));
    },
  };
}
