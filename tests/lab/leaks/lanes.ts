import { randomBytes } from 'node:crypto';
import { decodeInt8Block, dequantise } from '../../../shared/codec/int8-block.ts';
import { generateSigningKey } from '../../../shared/crypto/signing.ts';
import { makeClientUpdate } from '../../../shared/learning/client-round.ts';
import { contributorKey } from '../../../shared/learning/contributor.ts';
import { equaliseRows } from '../../../shared/learning/equal-rows.ts';
import { groupMean } from '../../../shared/masking/group-mean.ts';
import { maskingContextOf } from '../../../shared/masking/group-terms.ts';
import { toGroupVector } from '../../../shared/masking/group-vector.ts';
import { helperSum } from '../../../shared/masking/helper/helper-sum.ts';
import type { ModelSpec } from '../../../shared/models/model-spec.ts';
import { l2Norm } from '../../../shared/numerics/tiled-reductions.ts';
import { cryptoWords } from '../../../shared/privacy/random-words.ts';
import { readFrame } from '../../../shared/protocol/frame.ts';
import { modelHashSchema, roundNumberSchema, type TaskName } from '../../../shared/protocol/ids.ts';
import { groupMember, helperInProcess, runGroup } from '../masked/run-group.ts';

/** What somebody holds of a device's update who sees all that leaves it, `[d]`. */
export type Lane = (delta: Float32Array, others: readonly Float32Array[]) => Promise<Float32Array>;

/** Members of a masked group here, as a server has it by default. */
export const GROUP = 8;

const uniform = (): number => randomBytes(4).readUInt32BE() / 2 ** 32;
const ROUND = roundNumberSchema.parse(1);
const BASE = modelHashSchema.parse('0'.repeat(64));

/** Before anything is done to it. */
export const raw: Lane = async (delta) => delta;

/** The body of a real update, decoded as the server decodes it. @param noiseMultiplier σ; 0 for none */
export function plainLane(task: TaskName, spec: ModelSpec, norm: number, noiseMultiplier: number): Lane {
  return async (delta) => {
    const { pair, publicKey } = await generateSigningKey({ extractable: false });
    const key = contributorKey(publicKey, pair.privateKey);
    const { frame } = await makeClientUpdate({
      delta,
      task,
      spec,
      round: ROUND,
      base: BASE,
      norm,
      privacy: noiseMultiplier === 0 ? null : { noiseMultiplier, participations: 1, delta: 1e-6 },
      contributor: key.id,
      now: Date.now(),
      random: uniform,
      nonce: randomBytes(16),
      sign: key.sign,
    });
    const read = readFrame(frame);
    const decoded = read.ok ? await decodeInt8Block(read.frame.body, spec.parameterCount) : null;
    if (decoded?.ok !== true) throw new Error('our own update cannot be read');
    return dequantise(decoded.quantised);
  };
}

/** The mean of a group of eight by a helper: all that the server of a masked round learns. */
export function maskedLane(task: TaskName, spec: ModelSpec, norm: number, noiseMultiplier: number): Lane {
  const privacy = noiseMultiplier === 0 ? null : { noiseMultiplier, participations: 1, delta: 1e-6 };
  const masking = { engine: 'pairwise', groupSize: GROUP } as const;
  const dimension = spec.parameterCount;
  const context = maskingContextOf({ task, round: 1, model: BASE, dimension, norm, privacy, masking });
  return async (delta, others) => {
    const words = cryptoWords();
    const group = [delta, ...others.slice(0, GROUP - 1)];
    if (group.length < GROUP) throw new Error(`a group needs ${GROUP - 1} others`);
    const members = await Promise.all(
      group.map((one) => groupMember(toGroupVector(clipped(spec, one, norm), context, words))),
    );
    const { end } = await runGroup(helperSum(await helperInProcess(GROUP)), context, members);
    if (end.is !== 'sum') throw new Error('a group without drop-outs has no sum');
    return groupMean(end.sum, GROUP, context).mean;
  };
}

function clipped(spec: ModelSpec, delta: Float32Array, norm: number): Float32Array {
  const equal = equaliseRows(spec, delta, uniform);
  const length = l2Norm(equal);
  return length > norm ? equal.map((x) => x * (norm / length)) : equal;
}
