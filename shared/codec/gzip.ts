/** Compresses `bytes` with gzip (RFC 1952) by the platform's `CompressionStream`. */
export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const result = await pump(new CompressionStream('gzip'), bytes, Number.POSITIVE_INFINITY);
  if (result === null) throw new Error('gzip failed on bytes of our own');
  return result;
}

/**
 * Inflates gzip bytes, reading no more than `limit` bytes of output: a bomb costs what the limit allows.
 * Returns null for anything that is not one whole gzip member, without optional fields, within the limit.
 *
 * Platforms differ in what they take behind the first member: browsers nothing, Node a second one or zeros. A body must
 * be the same numbers everywhere, so the member has to end where the bytes do: its deflate stream, one byte shorter, is
 * no whole stream.
 */
export async function gunzip(bytes: Uint8Array, limit: number): Promise<Uint8Array | null> {
  if (bytes[FLAGS_AT] !== 0) return null;
  const whole = await pump(new DecompressionStream('gzip'), bytes, limit);
  if (whole === null) return null;
  const shorter = bytes.subarray(HEADER_LENGTH, -TRAILER_LENGTH - 1);
  return (await pump(new DecompressionStream('deflate-raw'), shorter, limit)) === null ? whole : null;
}

/** A member's parts (RFC 1952): header without optional fields, deflate stream, CRC-32 and length. */
const FLAGS_AT = 3;
const HEADER_LENGTH = 10;
const TRAILER_LENGTH = 8;

async function pump(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
  limit: number,
): Promise<Uint8Array | null> {
  const writer = stream.writable.getWriter();
  // Errors surface at the reader; without a handler here a rejected write would be an unhandled rejection.
  const written = writer
    .write(new Uint8Array(bytes))
    .then(() => writer.close())
    .catch(() => undefined);
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > limit) {
        await reader.cancel();
        return null;
      }
      chunks.push(value);
    }
  } catch {
    return null;
  }
  await written;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
