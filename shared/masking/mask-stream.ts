import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Ring } from './ring.ts';

/** Bytes of the secret that a mask grows from. */
export const SECRET_LENGTH = 32;

/**
 * A mask `[d]`, uniform on the ring: AES-256-CTR under HKDF-SHA-256 of the whole `secret` (never of a folded one), made
 * for one purpose only, which `info` names. One stream runs through the whole vector: tensors share no numbers.
 */
export async function maskStream(
  secret: Uint8Array,
  info: Uint8Array,
  { bits, length }: Ring,
): Promise<Uint32Array> {
  const bytes = hkdf(sha256, secret, new Uint8Array(0), info, 32);
  const key = await crypto.subtle.importKey('raw', new Uint8Array(bytes), 'AES-CTR', false, ['encrypt']);
  const width = bits <= 16 ? 2 : 4;
  const stream = await crypto.subtle.encrypt(
    { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 },
    key,
    new Uint8Array(length * width),
  );
  const kept = bits === 32 ? 0xffffffff : 2 ** bits - 1;
  const words = width === 2 ? new Uint16Array(stream) : new Uint32Array(stream);
  // Numbers are little-endian wherever this runs: device and server must agree to the bit.
  if (!isLittleEndian) swapBytes(new Uint8Array(stream), width);
  const mask = new Uint32Array(length);
  for (let i = 0; i < length; i++) mask[i] = words[i]! & kept;
  return mask;
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Turns each number of `width` bytes around, in place. */
function swapBytes(bytes: Uint8Array, width: number): void {
  for (let i = 0; i < bytes.length; i += width) bytes.subarray(i, i + width).reverse();
}
