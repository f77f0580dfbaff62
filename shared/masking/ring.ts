/** Whole numbers modulo 2^bits: what is added up there wraps around, and a mask that is uniform hides whatever it is added to. */
export interface Ring {
  /** 1 … 32 */
  readonly bits: number;
  /** How many numbers a vector has: d. */
  readonly length: number;
}

/** Whole numbers `[d]` of any sign, each below 2⁵³, as residues. */
export function toResidues(values: Float64Array, { bits }: Ring): Uint32Array {
  const modulus = 2 ** bits;
  return Uint32Array.from(values, (value) => value - modulus * Math.floor(value / modulus));
}

/** Residues `[d]` as the whole numbers nearest to 0: −2^(bits−1) … 2^(bits−1) − 1. */
export function fromResidues(residues: Uint32Array, { bits }: Ring): Float64Array {
  const modulus = 2 ** bits;
  return Float64Array.from(residues, (residue) => (residue >= modulus / 2 ? residue - modulus : residue));
}

/** Adds `residues` to `sum`, or takes them away from it, in place. */
export function accumulate(sum: Uint32Array, residues: Uint32Array, { bits }: Ring, sign: 1 | -1 = 1): void {
  // Numbers of 32 bits wrap by themselves; shorter ones lose what is above.
  const kept = bits === 32 ? 0xffffffff : 2 ** bits - 1;
  if (sign === 1) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i]! + residues[i]!) & kept;
  else for (let i = 0; i < sum.length; i++) sum[i] = (sum[i]! - residues[i]!) & kept;
}

/** Bytes of a packed vector. */
export function packedLength({ bits, length }: Ring): number {
  return Math.ceil((length * bits) / 8);
}

/** Residues `[d]` as d · bits / 8 bytes, lowest bits first. */
export function pack(residues: Uint32Array, ring: Ring): Uint8Array {
  const bytes = new Uint8Array(packedLength(ring));
  let at = 0;
  let held = 0;
  let holding = 0;
  for (const residue of residues) {
    // Up to 7 bits wait; with 32 more that is beyond what shifts reach, so a number goes in by halves.
    for (let done = 0; done < ring.bits; done += 16) {
      const width = Math.min(16, ring.bits - done);
      held |= ((residue >>> done) & ((1 << width) - 1)) << holding;
      holding += width;
      while (holding >= 8) {
        bytes[at++] = held & 0xff;
        held >>>= 8;
        holding -= 8;
      }
    }
  }
  if (holding > 0) bytes[at] = held;
  return bytes;
}

/** Reads packed residues; null for another length, and for bits that are set beyond the last number. */
export function unpack(bytes: Uint8Array, ring: Ring): Uint32Array | null {
  if (bytes.length !== packedLength(ring)) return null;
  const residues = new Uint32Array(ring.length);
  let at = 0;
  let held = 0;
  let holding = 0;
  for (let i = 0; i < ring.length; i++) {
    let residue = 0;
    for (let done = 0; done < ring.bits; done += 16) {
      const width = Math.min(16, ring.bits - done);
      while (holding < width) {
        held |= bytes[at++]! << holding;
        holding += 8;
      }
      residue |= (held & ((1 << width) - 1)) << done;
      held >>>= width;
      holding -= width;
    }
    residues[i] = residue;
  }
  return held === 0 ? residues : null;
}
