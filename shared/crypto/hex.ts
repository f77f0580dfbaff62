import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Bytes as lower-case hex digits. */
export const toHex: (bytes: Uint8Array) => string = bytesToHex;

/** Hex digits as bytes. @throws if the text is not an even number of hex digits */
export const fromHex: (hex: string) => Uint8Array = hexToBytes;
