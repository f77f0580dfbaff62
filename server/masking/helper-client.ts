import type { AskHelper } from '../../shared/masking/masking-engine.ts';

/** A helper that does not answer by then is asked again at the next tick, ms. */
const PATIENCE_MS = 60_000;
/** Longest answer that is read: sums of masks of a round's groups, bytes. */
const LONGEST_ANSWER = 512_000_000;

/** The helper at `url`, asked by HTTP (`promptale helper`). Its answers are checked by whoever reads them. */
export function helperAt(url: string): AskHelper {
  return async (request) => {
    const response = await fetch(new URL('/open', url), {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(request),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`the helper at ${url} answers ${response.status}`);
    if (Number(response.headers.get('content-length') ?? 0) > LONGEST_ANSWER)
      throw new Error(`the helper at ${url} answers more than was asked`);
    return new Uint8Array(await response.arrayBuffer());
  };
}
