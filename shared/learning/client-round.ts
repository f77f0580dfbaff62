import { encodeInt8Block, quantise } from '../codec/int8-block.ts';
import { toHex } from '../crypto/hex.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import type { ModelSpec } from '../models/model-spec.ts';
import { l2Norm } from '../numerics/tiled-reductions.ts';
import { longestUpdate, noiseGrid, noiseUpdate } from '../privacy/noise-update.ts';
import { cryptoWords, type RandomWords } from '../privacy/random-words.ts';
import { type Envelope, envelopeSchema, PROTOCOL_VERSION } from '../protocol/envelope.ts';
import { envelopeDigest, updateHashOf, writeFrame } from '../protocol/frame.ts';
import type { ContributorId, ModelHash, RoundNumber, TaskName, UpdateHash } from '../protocol/ids.ts';
import type { PrivacyTerms } from '../protocol/privacy-terms.ts';
import { equaliseRows } from './equal-rows.ts';

/** What a contributor brings to a round. */
export interface ClientRoundInputs {
  /** What local training changed, `[d]`. */
  readonly delta: Float32Array;
  readonly task: TaskName;
  /** Of the task's model: tells where the rows of the delta are. */
  readonly spec: ModelSpec;
  readonly round: RoundNumber;
  readonly base: ModelHash;
  /** C: the round's clipping norm. */
  readonly norm: number;
  /** The noise that the round asks for; null for none. */
  readonly privacy: PrivacyTerms | null;
  readonly contributor: ContributorId;
  /** Ms since 1970; sent in whole seconds. */
  readonly now: number;
  /** Uniform on [0, 1), unpredictable: rounding must not be something a server can subtract. */
  readonly random: () => number;
  /** What noise is drawn by: the platform's generator, unless a simulation has to be repeated. */
  readonly words?: RandomWords;
  /** 16 random bytes. */
  readonly nonce: Uint8Array;
  /** Ed25519 over 32 bytes. */
  readonly sign: (digest: Uint8Array) => Promise<Uint8Array>;
}

export interface ClientUpdate {
  readonly update: UpdateHash;
  readonly envelope: Envelope;
  /** Everything that is sent. */
  readonly frame: Uint8Array;
}

/**
 * From what was learnt to what is sent: rows of equal length → clip to C → noise → quantise → lower the scales until the decoded norm holds → frame →
 * sign. The same lines run in the extension and in the fleet.
 * @throws RangeError for a delta that is empty, not finite or not of the model: nothing sensible could be sent
 */
export async function makeClientUpdate(inputs: ClientRoundInputs): Promise<ClientUpdate> {
  const { norm, privacy, random } = inputs;
  const clipped = clipToNorm(equaliseRows(inputs.spec, inputs.delta, random), norm);
  const bounded =
    privacy === null ? clipped : withNoise(clipped, norm, privacy, inputs.words ?? cryptoWords());
  const longest = longestUpdate(norm, privacy, clipped.length);
  const body = await encodeInt8Block(quantise(bounded, longest, random));
  const envelope = envelopeSchema.parse({
    protocol: PROTOCOL_VERSION,
    task: inputs.task,
    round: inputs.round,
    base: inputs.base,
    bodyHash: sha256Hex(body),
    bodyLength: body.length,
    codec: 'int8-block',
    nonce: toHex(inputs.nonce),
    created: Math.floor(inputs.now / 1000),
    contributor: inputs.contributor,
  });
  const signature = await inputs.sign(envelopeDigest(envelope));
  return { update: updateHashOf(envelope), envelope, frame: writeFrame(envelope, signature, body) };
}

/** Noise comes before quantising, which then is a function of what is private already. */
function withNoise(
  clipped: Float32Array,
  norm: number,
  { noiseMultiplier }: PrivacyTerms,
  words: RandomWords,
): Float32Array {
  return noiseUpdate(clipped, noiseGrid(norm, noiseMultiplier, clipped.length), words);
}

/** `delta` scaled down to L2 norm `norm` if it is longer. */
function clipToNorm(delta: Float32Array, norm: number): Float32Array {
  const length = l2Norm(delta);
  if (delta.length === 0 || !Number.isFinite(length))
    throw new RangeError('the delta is empty or not finite');
  return length <= norm ? delta : delta.map((x) => x * (norm / length));
}
