import { gzip } from '../../shared/codec/gzip.ts';
import { encodeInt8Block, quantise } from '../../shared/codec/int8-block.ts';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import type { ContributorKey } from '../../shared/learning/contributor.ts';
import type { Envelope } from '../../shared/protocol/envelope.ts';
import { envelopeDigest, writeFrame } from '../../shared/protocol/frame.ts';
import type { ProcedureOut } from '../../shared/protocol/procedures.ts';
import type { RandomBits } from '../../shared/text/hashing.ts';

/** What a fuzzer knows of the server that it writes to: all that a contributor knows. */
export interface FrameMaterial {
  readonly round: ProcedureOut<'round.current'>;
  /** Enrolled; nothing of it is accepted yet. */
  readonly enrolled: ContributorKey;
  /** A key that never enrolled. */
  readonly stranger: ContributorKey;
  /** A sound frame of `enrolled` that is never sent as it is. */
  readonly sound: Uint8Array;
  /** A frame of somebody else that the server has accepted. */
  readonly accepted: Uint8Array;
  /** Ms since 1970. */
  readonly now: number;
}

export interface HostileFrame {
  /** How it was made. */
  readonly kind: string;
  readonly bytes: Uint8Array;
}

type FrameMaker = (material: FrameMaterial, random: RandomBits) => Uint8Array | Promise<Uint8Array>;

/** The ways frames are made, by name: bytes that are broken, and bytes that are well made and say something wrong. */
const makers: Readonly<Record<string, FrameMaker>> = {
  'random bytes': (_, random) => bytesOf(random.below(4096), random),
  'flipped bits': ({ sound }, random) => {
    const bytes = sound.slice();
    for (let flips = 1 + random.below(8); flips > 0; flips--) {
      const at = somewhere(bytes, random);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    }
    return bytes;
  },
  'cut short': ({ sound }, random) => sound.slice(0, random.below(sound.length)),
  'more behind it': ({ sound }, random) => joined(sound, bytesOf(1 + random.below(200), random)),
  'two in one': ({ sound, accepted }, random) =>
    joined(sound.subarray(0, somewhere(sound, random)), accepted.subarray(somewhere(accepted, random))),
  'another declared length': ({ sound }, random) => {
    const bytes = sound.slice();
    new DataView(bytes.buffer).setUint32(0, random.uint32(), false);
    return bytes;
  },
  'a stretch overwritten': ({ sound }, random) => {
    const bytes = sound.slice();
    const start = somewhere(bytes, random);
    bytes.fill([0, 0x7f, 0x80, 0xff][random.below(4)] ?? 0, start, start + 1 + random.below(64));
    return bytes;
  },
  'a stretch moved': ({ sound }, random) => {
    const bytes = sound.slice();
    bytes.copyWithin(somewhere(bytes, random), somewhere(bytes, random), somewhere(bytes, random));
    return bytes;
  },
  'sent before': ({ accepted }) => accepted,
  'sent before, signed by somebody else': ({ accepted, stranger }, random) => {
    const bytes = accepted.slice();
    const signature = 4 + new DataView(bytes.buffer).getUint32(0, false);
    bytes.set(bytesOf(64, random), signature);
    return random.below(2) === 0
      ? bytes
      : joined(bytes.subarray(0, signature), stranger.publicKey, bytes.subarray(signature + 32));
  },
  'a wrong envelope, signed': async (material, random) => {
    const body = await soundBody(material, random);
    return signed(
      material.enrolled,
      { ...envelopeOf(material, body, random), ...lieOf(material, random) },
      body,
    );
  },
  'signed by a stranger': async (material, random) => {
    const body = await soundBody(material, random);
    const claimed = random.below(2) === 0 ? material.stranger.id : material.enrolled.id;
    return signed(material.stranger, { ...envelopeOf(material, body, random), contributor: claimed }, body);
  },
  'a hostile body, signed': async (material, random) => {
    const body = await hostileBody(material, random);
    return signed(material.enrolled, envelopeOf(material, body, random), body);
  },
  'hostile numbers, signed': async (material, random) => {
    const body = await gzip(hostileNumbers(material, random));
    return signed(material.enrolled, envelopeOf(material, body, random), body);
  },
};

const kinds = Object.keys(makers);

/** One frame that no server may accept, made one of all ways in turn. */
export async function hostileFrame(
  material: FrameMaterial,
  index: number,
  random: RandomBits,
): Promise<HostileFrame> {
  const kind = kinds[index % kinds.length] ?? 'random bytes';
  const bytes = (await makers[kind]?.(material, random)) ?? new Uint8Array(0);
  // A change that changes nothing would be a sound update.
  return { kind, bytes: sameBytes(bytes, material.sound) ? bytes.subarray(1) : bytes };
}

function envelopeOf({ round, enrolled, now }: FrameMaterial, body: Uint8Array, random: RandomBits) {
  return {
    protocol: 1,
    task: round.task,
    round: round.round,
    base: round.base.hash,
    bodyHash: sha256Hex(body),
    bodyLength: body.length,
    codec: 'int8-block',
    nonce: Array.from(bytesOf(16, random), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    created: Math.floor(now / 1000),
    contributor: enrolled.id,
  };
}

/** Something an envelope must not say. */
function lieOf({ round, now }: FrameMaterial, random: RandomBits): Record<string, unknown> {
  const lies: Record<string, unknown>[] = [
    { protocol: random.below(1000) + 2 },
    { protocol: '1' },
    { task: ['voice', 'smell', '', '__proto__', 'taste\0'][random.below(5)] },
    { round: round.round + 1 + random.below(1000) },
    { round: [0, -1, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER, 2 ** 53, '1', null][random.below(8)] },
    { base: Array.from(bytesOf(32, random), (byte) => byte.toString(16).padStart(2, '0')).join('') },
    { base: ['', 'x'.repeat(64), 'A'.repeat(64), [], { $ne: null }][random.below(5)] },
    { bodyHash: '0'.repeat(64) },
    { bodyLength: [0, -1, 1, 2 ** 31, 2 ** 40, 1.5, Number.NaN][random.below(7)] },
    { codec: ['float32', 'int8', '', null][random.below(4)] },
    { nonce: ['', 'ab', 'z'.repeat(32), 'a'.repeat(100_000), null][random.below(5)] },
    { created: Math.floor(now / 1000) + [-100_000, 100_000][random.below(2)]! },
    { created: [0, -1, 2 ** 31, 1e18, Number.NaN, '0'][random.below(6)] },
    { contributor: ['', '0'.repeat(64), "'; drop table updates; --", [1], null][random.below(5)] },
    { [`more${random.below(10)}`]: bytesOf(random.below(64), random) },
    { examples: 1_000_000 },
  ];
  return lies[random.below(lies.length)] ?? {};
}

/** Bodies that are no update of the model: not gzip, too much, too little, more than one stream, a bomb. */
async function hostileBody(material: FrameMaterial, random: RandomBits): Promise<Uint8Array> {
  const sound = await soundBody(material, random);
  const bodies: (() => Uint8Array | Promise<Uint8Array>)[] = [
    () => bytesOf(random.below(2000), random),
    () => new Uint8Array(0),
    () => sound.subarray(0, random.below(sound.length)),
    () => joined(sound, sound),
    () => joined(sound, bytesOf(1 + random.below(50), random)),
    () => gzip(bytesOf(random.below(5000), random)),
    () => gzip(new Uint8Array(material.round.parameters + 4 * blocksOf(material) - 1)),
    () => gzip(new Uint8Array(material.round.parameters + 4 * blocksOf(material) + 1)),
    () => bomb(),
    () => {
      const bytes = sound.slice();
      bytes[random.below(bytes.length)] = random.below(256);
      return joined(bytes.subarray(0, -4), bytesOf(4, random));
    },
  ];
  return (await bodies[random.below(bodies.length)]?.()) ?? sound;
}

let bombBytes: Promise<Uint8Array> | null = null;

/** 16 MiB of zeros in 16 kB: short enough to be looked at. */
function bomb(): Promise<Uint8Array> {
  bombBytes ??= gzip(new Uint8Array(16 * 1024 * 1024));
  return bombBytes;
}

/** Scales and values before gzip that no honest encoder writes. */
function hostileNumbers(material: FrameMaterial, random: RandomBits): Uint8Array {
  const { parameters } = material.round;
  const blocks = blocksOf(material);
  const raw = new Uint8Array(4 * blocks + parameters);
  const view = new DataView(raw.buffer);
  for (let block = 0; block < blocks; block++) view.setFloat32(4 * block, 1e-6, true);
  for (let at = 4 * blocks; at < raw.length; at++) raw[at] = 1 + random.below(126);
  const block = random.below(blocks);
  const scales = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -1e-6,
    0,
    -0,
    1e-42,
    3e38,
    1,
  ];
  const choice = random.below(scales.length + 2);
  if (choice < scales.length) view.setFloat32(4 * block, scales[choice] ?? 0, true);
  // A scale over nothing, and the one byte that no value may be.
  else if (choice === scales.length) raw.fill(0, 4 * blocks + block * 1024, 4 * blocks + (block + 1) * 1024);
  else view.setInt8(4 * blocks + random.below(parameters), -128);
  return raw;
}

const blocksOf = ({ round }: FrameMaterial): number => Math.ceil(round.parameters / 1024);

async function soundBody({ round }: FrameMaterial, random: RandomBits): Promise<Uint8Array> {
  const delta = Float32Array.from({ length: round.parameters }, () => (random.uniform() - 0.5) * 1e-4);
  return encodeInt8Block(quantise(delta, round.norm, () => random.uniform()));
}

/** Framed and signed as it is: a hostile client has no schema. */
async function signed(
  key: ContributorKey,
  envelope: Record<string, unknown>,
  body: Uint8Array,
): Promise<Uint8Array> {
  const unchecked = envelope as unknown as Envelope;
  return writeFrame(unchecked, await key.sign(envelopeDigest(unchecked)), body);
}

function bytesOf(length: number, random: RandomBits): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

function somewhere(bytes: Uint8Array, random: RandomBits): number {
  return random.below(Math.max(1, bytes.length));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
