import { sha256 as digest } from '@noble/hashes/sha2.js';
import { toHex } from './hex.ts';

/** SHA-256 (FIPS 180-4) of the concatenation of `parts`, 32 bytes. Synchronous, so that it can be used inside pure code. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = digest.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** SHA-256 of the concatenation of `parts` as 64 hex digits. */
export function sha256Hex(...parts: readonly Uint8Array[]): string {
  return toHex(sha256(...parts));
}
