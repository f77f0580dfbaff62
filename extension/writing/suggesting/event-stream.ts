/** No server sends one event so long. */
const LONGEST_EVENT = 1_000_000;

/**
 * The data of a stream of server-sent events, one event at a time (WHATWG HTML, "Server-sent events"): lines may end
 * in any of three ways and may be cut anywhere between two pieces, within a character too.
 *
 * @throws {RangeError} when one event is longer than any.
 */
export async function* readEventStream(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  try {
    while (true) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (rest.length > LONGEST_EVENT) throw new RangeError('The stream has an event without an end.');
      // A line that ends with a carriage return may have its line feed in the next piece.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) {
        if (line === '' && data.length > 0) {
          yield data.join('\n');
          data = [];
        }
        const field = /^data:? ?(.*)$/s.exec(line);
        if (line.startsWith('data') && field) data.push(field[1] ?? '');
      }
      if (done) break;
    }
    // An event that was not ended by an empty line is dropped, as the standard has it; servers that forget it are many.
    if (data.length > 0) yield data.join('\n');
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
