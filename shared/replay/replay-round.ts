import { decodeInt8Block, dequantise } from '../codec/int8-block.ts';
import { float32Bytes, float32FromBytes, float64Bytes, float64FromBytes } from '../codec/vector-bytes.ts';
import { toHex } from '../crypto/hex.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { l2Norm } from '../numerics/tiled-reductions.ts';
import { nextNorm } from '../privacy/adaptive-norm.ts';
import { longestUpdate } from '../privacy/noise-update.ts';
import { canonicalDigest } from '../protocol/canonical.ts';
import type { RoundLeaf } from '../protocol/log.ts';
import { computeRound } from './compute-round.ts';

/** Where a replay gets content-addressed bytes from: null when they are no longer to be had. */
export type FetchBlob = (hash: string) => Promise<Uint8Array | null>;

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
  const longest = longestUpdate(leaf.norm, privacy, parameters.length);
  const updates: Float32Array[] = [];
  for (const row of leaf.cohort) {
    const body = await fetchBlob(row.bodyHash);
    if (body === null) return missing(`body of update ${row.update} is not stored any more`);
    if (sha256Hex(body) !== row.bodyHash) return different(`body of update ${row.update} has another hash`);
    const decoded = await decodeInt8Block(body, parameters.length);
    if (!decoded.ok) return different(`update ${row.update} cannot be decoded: ${decoded.problem}`);
    const update = dequantise(decoded.quantised);
    if (l2Norm(update) > longest) return different(`update ${row.update} is longer than the norm ${longest}`);
    updates.push(update);
  }

  let result: ReturnType<typeof computeRound>;
  try {
    result = computeRound({
      parameters,
      optimiserState,
      updates,
      standings: leaf.cohort,
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
  if (leaf.nextNorm != null) {
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
