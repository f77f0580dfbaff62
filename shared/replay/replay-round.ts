import { float32Bytes, float32FromBytes, float64Bytes, float64FromBytes } from '../codec/vector-bytes.ts';
import { toHex } from '../crypto/hex.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { nextNorm } from '../privacy/adaptive-norm.ts';
import { canonicalDigest } from '../protocol/canonical.ts';
import type { RoundLeaf } from '../protocol/log.ts';
import { computeRound } from './compute-round.ts';
import { type FetchBlob, openRows } from './open-rows.ts';

export type ReplayVerdict =
  | { readonly replay: 'identical'; readonly round: number; readonly model: string }
  | { readonly replay: 'not-replayable'; readonly round: number; readonly reason: string }
  | { readonly replay: 'different'; readonly round: number; readonly problem: string };

/**
 * Recomputes a round from its log leaf and the bodies it names, and compares every hash, weight and share with what was
 * published: an auditor trusts nobody, so every blob is hashed before it is used.
 */
export async function replayRound(leaf: RoundLeaf, fetchBlob: FetchBlob): Promise<ReplayVerdict> {
  const { round } = leaf;
  const different = (problem: string): ReplayVerdict => ({ replay: 'different', round, problem });
  const missing = (reason: string): ReplayVerdict => ({ replay: 'not-replayable', round, reason });
  if (leaf.result === null || leaf.rule === null)
    return missing(`round ended ${leaf.outcome}: ${leaf.reason ?? ''}`);

  const baseBytes = await fetchBlob(leaf.base.hash);
  const stateBytes = await fetchBlob(leaf.stateBefore);
  if (baseBytes === null) return missing(`base model ${leaf.base.hash} is not stored any more`);
  if (stateBytes === null) return missing(`optimiser state ${leaf.stateBefore} is not stored any more`);
  if (sha256Hex(baseBytes) !== leaf.base.hash)
    return different(`base model has not the hash ${leaf.base.hash}`);
  if (sha256Hex(stateBytes) !== leaf.stateBefore) return different('optimiser state has not its hash');
  const parameters = float32FromBytes(baseBytes);
  const optimiserState = float64FromBytes(stateBytes);
  if (parameters === null || optimiserState === null)
    return different('base model or state is not whole numbers of values');

  if (leaf.cohort.some((row, i) => i > 0 && row.update <= leaf.cohort[i - 1]!.update)) {
    return different('the cohort is not ordered by update hash');
  }
  const privacy = leaf.privacy ?? null;
  const opened = await openRows(leaf, parameters.length, fetchBlob);
  if (opened.is !== 'rows') return opened.is === 'missing' ? missing(opened.why) : different(opened.why);
  const { updates, standings, longest } = opened;

  let result: ReturnType<typeof computeRound>;
  try {
    result = computeRound({
      parameters,
      optimiserState,
      updates,
      standings,
      rule: leaf.rule,
      norm: longest,
      optimiser: leaf.optimiser,
      bootstrap: leaf.bootstrap,
      seed: leaf.seed.reveal,
      inspectRows: true,
    });
  } catch (error) {
    return different(error instanceof Error ? error.message : 'the rule failed');
  }
  if (leaf.nextNorm != null && leaf.masking == null) {
    const follows = nextNorm(leaf.norm, updates, leaf.nextNorm.drift, privacy?.noiseMultiplier ?? 0);
    if (follows !== leaf.nextNorm.norm) return different('the next norm is not the one that follows');
  }
  if (!sameNumbers(result.weights, leaf.weights))
    return different('the published weights are not those that follow');
  if (!sameNumbers(result.shares, leaf.shares))
    return different('the published influence shares are not those that follow');
  const published = {
    influence: leaf.influence,
    leaveOneOut: leaf.leaveOneOut,
    statistics: leaf.statistics,
    agreement: leaf.agreement,
    promised: leaf.promised,
    stepNorm: leaf.stepNorm,
  };
  for (const [name, said] of Object.entries(published)) {
    const follows = result[name as keyof typeof published];
    if (toHex(canonicalDigest(said)) !== toHex(canonicalDigest(follows)))
      return different(`the published ${name} is not what follows`);
  }
  if (sha256Hex(float32Bytes(result.aggregate)) !== leaf.result.aggregate)
    return different('the aggregate differs');
  if (sha256Hex(float64Bytes(result.optimiserState)) !== leaf.result.stateAfter)
    return different('the optimiser state differs');
  const model = sha256Hex(float32Bytes(result.parameters));
  if (model !== leaf.result.hash) return different(`the model is ${model}, the log says ${leaf.result.hash}`);
  return { replay: 'identical', round, model };
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((x, i) => Object.is(x, b[i]) || x === b[i]);
}
