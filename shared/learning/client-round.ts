import { encodeInt8Block, quantise } from '../codec/int8-block.ts';
import { toHex } from '../crypto/hex.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import type { MaskingContext } from '../masking/group-terms.ts';
import { toGroupVector } from '../masking/group-vector.ts';
import type { MaskedSum } from '../masking/masked-sum.ts';
import type { ModelSpec } from '../models/model-spec.ts';
import { l2Norm } from '../numerics/tiled-reductions.ts';
import { longestUpdate, noiseGrid, noiseUpdate } from '../privacy/noise-update.ts';
import { cryptoWords, type RandomWords } from '../privacy/random-words.ts';
import { type Codec, type Envelope, envelopeSchema, PROTOCOL_VERSION } from '../protocol/envelope.ts';
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
  /** How the round hides single updates; absent where bodies are what was learnt. */
  readonly masking?: {
    readonly engine: MaskedSum;
    readonly context: MaskingContext;
    readonly publicKey: Uint8Array;
  };
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
  /** What the member of a masked sum has to remember until its group is done; null for nothing. */
  readonly saved: Uint8Array | null;
}

/**
 * From what was learnt to what is sent: rows of equal length → clip to C → noise → quantise → lower the scales until the decoded norm holds → frame →
 * sign. The same lines run in the extension and in the fleet.
 * @throws RangeError for a delta that is empty, not finite or not of the model: nothing sensible could be sent
 */
export async function makeClientUpdate(inputs: ClientRoundInputs): Promise<ClientUpdate> {
  const clipped = clipToNorm(equaliseRows(inputs.spec, inputs.delta, inputs.random), inputs.norm);
  const { body, codec, saved } = await bodyOf(clipped, inputs);
  const envelope = envelopeSchema.parse({
    protocol: PROTOCOL_VERSION,
    task: inputs.task,
    round: inputs.round,
    base: inputs.base,
    bodyHash: sha256Hex(body),
    bodyLength: body.length,
    codec,
    nonce: toHex(inputs.nonce),
    created: Math.floor(inputs.now / 1000),
    contributor: inputs.contributor,
  });
  const signature = await inputs.sign(envelopeDigest(envelope));
  return { update: updateHashOf(envelope), envelope, frame: writeFrame(envelope, signature, body), saved };
}

/** What is sent of a clipped delta: itself, noised and quantised, or a member's first message in a masked sum. */
async function bodyOf(
  clipped: Float32Array,
  inputs: ClientRoundInputs,
): Promise<{ body: Uint8Array; codec: Codec; saved: Uint8Array | null }> {
  const { norm, privacy, random, masking, sign } = inputs;
  const words = inputs.words ?? cryptoWords();
  if (masking !== undefined) {
    const { engine, context, publicKey } = masking;
    const vector = toGroupVector(clipped, context, words);
    const step = await engine.join({ context, publicKey, sign, vector });
    if (step.is === 'refused') throw new RangeError(step.why);
    return { body: step.message, codec: `masked-${engine.name}`, saved: step.saved };
  }
  // Noise comes before quantising, which then is a function of what is private already.
  const sent =
    privacy === null
      ? clipped
      : noiseUpdate(clipped, noiseGrid(norm, privacy.noiseMultiplier, clipped.length), words);
  const longest = longestUpdate(norm, privacy, clipped.length);
  return { body: await encodeInt8Block(quantise(sent, longest, random)), codec: 'int8-block', saved: null };
}

/** `delta` scaled down to L2 norm `norm` if it is longer. */
function clipToNorm(delta: Float32Array, norm: number): Float32Array {
  const length = l2Norm(delta);
  if (delta.length === 0 || !Number.isFinite(length))
    throw new RangeError('the delta is empty or not finite');
  return length <= norm ? delta : delta.map((x) => x * (norm / length));
}
