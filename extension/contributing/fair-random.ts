import type { ContributingPorts } from './ports.ts';

/** Uniform numbers on [0, 1) from the browser's fair bytes, drawn in blocks. */
export function fairRandom(ports: Pick<ContributingPorts, 'randomBytes'>): () => number {
  const BLOCK = 16_384;
  let block: DataView = new DataView(new ArrayBuffer(0));
  let at = 0;
  return () => {
    if (at >= block.byteLength) {
      const bytes = ports.randomBytes(BLOCK);
      block = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      at = 0;
    }
    const value = block.getUint32(at) / 2 ** 32;
    at += 4;
    return value;
  };
}
