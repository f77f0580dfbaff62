import { createHash } from 'node:crypto';
import { type RuleName, rules } from '../../../shared/aggregation/registry.ts';
import { defaultAttackers } from '../../../shared/aggregation/rules/default.ts';
import { decodeInt8Block, dequantise, encodeInt8Block, quantise } from '../../../shared/codec/int8-block.ts';
import { toHex } from '../../../shared/crypto/hex.ts';
import { sha256Hex } from '../../../shared/crypto/sha256.ts';
import { makeClientUpdate } from '../../../shared/learning/client-round.ts';
import type { ContributorKey } from '../../../shared/learning/contributor.ts';
import type { ModelSpec } from '../../../shared/models/model-spec.ts';
import { envelopeSchema, PROTOCOL_VERSION } from '../../../shared/protocol/envelope.ts';
import { envelopeDigest, readFrame, writeFrame } from '../../../shared/protocol/frame.ts';
import type { TaskName } from '../../../shared/protocol/ids.ts';
import { seededRandom } from '../../../shared/text/hashing.ts';
import type { OpenRound } from './aggregation-server.ts';
import type { Attack } from './attacks/attack.ts';
import { fleetKey } from './contributor-keys.ts';

/** Attackers in every cohort of a training. */
export interface Hostility {
  readonly attack: Attack;
  /** Of the cohort, rounded down. */
  readonly share: number;
}

export interface HostileRound {
  readonly hostility: Hostility;
  readonly task: TaskName;
  readonly spec: ModelSpec;
  readonly rule: RuleName;
  readonly seed: number;
  readonly attempt: number;
  readonly open: OpenRound;
  /** Frames of honest members. */
  readonly honest: readonly Uint8Array[];
  /** What the attackers' own training would have sent, and their names. */
  readonly own: readonly { readonly person: string; readonly frame: Uint8Array }[];
  readonly previousStep: Float32Array | null;
}

/** A frame with the key that signed it; keys beyond each attacker's first are strangers to the server. */
export interface HostileFrame {
  readonly frame: Uint8Array;
  readonly key: ContributorKey;
  readonly stranger: boolean;
}

/** What the attackers of a round send instead of what they learnt. */
export async function hostileFrames(round: HostileRound): Promise<HostileFrame[]> {
  const { hostility, own, seed, attempt, open, spec, rule } = round;
  const f = own.length;
  const random = seededRandom(`fleet ${seed} ${attempt} attack`);
  const honest = await Promise.all(round.honest.map((frame) => decoded(frame, spec)));
  const rows = hostility.attack.default({
    honest,
    own: await Promise.all(own.map(({ frame }) => decoded(frame, spec))),
    global: open.parameters,
    previousStep: round.previousStep,
    round: attempt,
    f,
    random: () => random.uniform(),
    norm: open.norm,
    aggregate: (hostile) => {
      const all = [...honest, ...hostile];
      return rules[rule](all, { f: defaultAttackers(all.length), norm: open.norm, seed: 'a guess' });
    },
  });
  const identities = hostility.attack.identities ?? 1;
  if (rows.length !== f * identities) {
    throw new Error(`the attack made ${rows.length} rows, not ${f} × ${identities}`);
  }
  return Promise.all(
    rows.map(async (row, at) => {
      const identity = Math.floor(at / f);
      const name = `${own[at % f]?.person}${identity === 0 ? '' : ` identity ${identity}`}`;
      const key = await fleetKey(seed, name);
      return { frame: await frameOf(row, key, round, `${name} ${at}`), key, stranger: identity > 0 };
    }),
  );
}

async function frameOf(
  row: Float32Array,
  key: ContributorKey,
  { hostility, task, spec, seed, attempt, open }: HostileRound,
  name: string,
): Promise<Uint8Array> {
  const random = seededRandom(`fleet ${seed} ${attempt} ${name} rounding`);
  const nonce = createHash('sha256')
    .update(`fleet ${seed} ${attempt} ${name} nonce`)
    .digest()
    .subarray(0, 16);
  const common = { task, round: open.number, base: open.base, contributor: key.id };
  if (hostility.attack.raw !== true) {
    const { frame } = await makeClientUpdate({
      ...common,
      delta: row,
      spec,
      norm: open.norm,
      privacy: null,
      now: open.now,
      random: () => random.uniform(),
      nonce,
      sign: key.sign,
    });
    return frame;
  }
  const quantised = quantise(
    row.map((value) => (Number.isFinite(value) ? value : 0)),
    Number.POSITIVE_INFINITY,
    () => random.uniform(),
  );
  // What no client would send can only be said by a scale.
  if (!row.every(Number.isFinite)) quantised.scales.fill(Number.NaN);
  const body = await encodeInt8Block(quantised);
  const envelope = envelopeSchema.parse({
    ...common,
    protocol: PROTOCOL_VERSION,
    bodyHash: sha256Hex(body),
    bodyLength: body.length,
    codec: 'int8-block',
    nonce: toHex(nonce),
    created: Math.floor(open.now / 1000),
  });
  return writeFrame(envelope, await key.sign(envelopeDigest(envelope)), body);
}

async function decoded(frame: Uint8Array, spec: ModelSpec): Promise<Float32Array> {
  const read = readFrame(frame);
  if (!read.ok) throw new Error(`a frame of the fleet cannot be read: ${read.problem}`);
  const body = await decodeInt8Block(read.frame.body, spec.parameterCount);
  if (!body.ok) throw new Error(`a body of the fleet cannot be read: ${body.problem}`);
  return dequantise(body.quantised);
}
