import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { sha256 } from '../crypto/sha256.ts';

/** Canonical bytes of a JSON-like value: CBOR in core deterministic encoding (RFC 8949 §4.2). Equal values, equal bytes. */
export function canonicalBytes(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

/** SHA-256 of the canonical bytes, 32 bytes: what is signed. */
export function canonicalDigest(value: unknown): Uint8Array {
  return sha256(canonicalBytes(value));
}

/**
 * Reads canonical bytes; null for anything malformed, and for a value that was encoded in another way than the
 * canonical one (two encodings of one envelope would be two hashes of one update).
 */
export function readCanonical(bytes: Uint8Array): { value: unknown } | null {
  try {
    const value: unknown = decode(bytes, {
      strict: true,
      rejectDuplicateMapKeys: true,
      allowUndefined: false,
    });
    const again = canonicalBytes(value);
    const same = again.length === bytes.length && again.every((byte, i) => byte === bytes[i]);
    return same ? { value } : null;
  } catch {
    return null;
  }
}
