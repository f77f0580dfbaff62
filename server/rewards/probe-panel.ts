import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { improvementDirection, panelLoss, storyJudgements } from '../../shared/learning/taste/probe.ts';
import { openProbePack } from '../../shared/learning/taste/probe-pack.ts';
import type { StepEffect } from '../inspection/check-effect.ts';
import { readyTensors } from '../tensor-backend.ts';

export interface ProbePanel {
  /** Where it lies. */
  readonly file: string;
  /** SHA-256 of the pack's file: what a round's valuation commits to. */
  readonly hash: string;
  /** g = −∇L of the model on the half of the panel that `seed` chooses, `[d]`. */
  improve(parameters: Float32Array, seed: string): Promise<Float32Array>;
  /** What a step does to the loss on that half, and to the judgement of the panel's stories. */
  effect(before: Float32Array, after: Float32Array, seed: string): Promise<StepEffect>;
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
    async effect(before, after, seed) {
      await readyTensors();
      return {
        lossBefore: panelLoss(before, panel, { seed }) ?? 0,
        lossAfter: panelLoss(after, panel, { seed }) ?? 0,
        jump: jumpOf(storyJudgements(before, panel), storyJudgements(after, panel)),
      };
    },
  };
}

/** How far judgements moved together, in standard deviations of those before; what all moved by alike is no jump. */
function jumpOf(before: Float64Array, after: Float64Array): number {
  const n = Math.max(1, before.length);
  const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / n;
  const [was, is] = [mean(before), mean(after)];
  let moved = 0;
  let spread = 0;
  for (let i = 0; i < before.length; i++) {
    moved += (after[i]! - is - (before[i]! - was)) ** 2;
    spread += (before[i]! - was) ** 2;
  }
  return spread > 0 ? Math.sqrt(moved / spread) : 0;
}
