import { sha256, sha256Hex } from '../crypto/sha256.ts';
import { canonicalBytes, readCanonical } from './canonical.ts';
import { type Envelope, envelopeSchema, PROTOCOL_VERSION } from './envelope.ts';
import { type UpdateHash, updateHashSchema } from './ids.ts';

/**
 * An update on the wire: `envelope length (u32, big-endian) ‖ envelope (canonical CBOR) ‖ signature [64] ‖ body`.
 * The update's hash is that of the envelope, which commits to the body's hash and length; the signature is over it.
 */
export interface Frame {
  readonly envelope: Envelope;
  readonly update: UpdateHash;
  /** What was signed: SHA-256 of the envelope's bytes. */
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  readonly body: Uint8Array;
}

export type FrameProblem = 'ENVELOPE_MALFORMED' | 'PROTOCOL_UNSUPPORTED' | 'LENGTH_MISMATCH';

/** Longest envelope a receiver looks at, in bytes; real ones have about 400. */
const LONGEST_ENVELOPE = 2048;
const SIGNATURE_LENGTH = 64;

/** Puts the parts together. `signature` is over `envelopeDigest(envelope)`. */
export function writeFrame(envelope: Envelope, signature: Uint8Array, body: Uint8Array): Uint8Array {
  const head = canonicalBytes(envelope);
  const frame = new Uint8Array(4 + head.length + SIGNATURE_LENGTH + body.length);
  new DataView(frame.buffer).setUint32(0, head.length, false);
  frame.set(head, 4);
  frame.set(signature, 4 + head.length);
  frame.set(body, 4 + head.length + SIGNATURE_LENGTH);
  return frame;
}

/** What the contributor signs: SHA-256 of the envelope's canonical bytes. */
export function envelopeDigest(envelope: Envelope): Uint8Array {
  return sha256(canonicalBytes(envelope));
}

/** The hash by which an update is known everywhere. */
export function updateHashOf(envelope: Envelope): UpdateHash {
  return updateHashSchema.parse(sha256Hex(canonicalBytes(envelope)));
}

/** Takes a frame apart; copies nothing, trusts nothing, throws nothing. The signature and the body's hash are not checked here. */
export function readFrame(
  bytes: Uint8Array,
): { ok: true; frame: Frame } | { ok: false; problem: FrameProblem } {
  const malformed = { ok: false, problem: 'ENVELOPE_MALFORMED' } as const;
  if (bytes.length < 4 + SIGNATURE_LENGTH) return malformed;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, false);
  if (length === 0 || length > LONGEST_ENVELOPE || bytes.length < 4 + length + SIGNATURE_LENGTH)
    return malformed;
  const head = bytes.subarray(4, 4 + length);
  const read = readCanonical(head);
  if (read === null) return malformed;
  if (speaksAnotherProtocol(read.value)) return { ok: false, problem: 'PROTOCOL_UNSUPPORTED' };
  const parsed = envelopeSchema.safeParse(read.value);
  if (!parsed.success) return malformed;
  const body = bytes.subarray(4 + length + SIGNATURE_LENGTH);
  if (body.length !== parsed.data.bodyLength) return { ok: false, problem: 'LENGTH_MISMATCH' };
  return {
    ok: true,
    frame: {
      envelope: parsed.data,
      update: updateHashSchema.parse(sha256Hex(head)),
      digest: sha256(head),
      signature: bytes.subarray(4 + length, 4 + length + SIGNATURE_LENGTH),
      body,
    },
  };
}

function speaksAnotherProtocol(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'protocol' in value &&
    typeof value.protocol === 'number' &&
    value.protocol !== PROTOCOL_VERSION
  );
}
