import { z } from 'zod';
import { type ServerInfo, serverInfoSchema } from '../../shared/protocol/server-info.ts';

export type ServerAnswer =
  | { readonly is: 'asking' }
  | { readonly is: 'known'; readonly info: ServerInfo }
  | { readonly is: 'unreachable' }
  /** Something answered that is no server of this protocol. */
  | { readonly is: 'not-understood' };

const answerSchema = z.object({ result: z.object({ data: serverInfoSchema }) });
const PATIENCE_MS = 6_000;

/**
 * Asks a server who it is (`server.info`), as a page does before anything was agreed to: without a key, without a
 * cookie, telling nothing.
 *
 * @param server origin, e.g. `http://127.0.0.1:8787`
 */
export async function askServer(server: string): Promise<ServerAnswer> {
  let response: Response;
  try {
    response = await fetch(`${server}/trpc/server.info`, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return { is: 'unreachable' };
  }
  try {
    const parsed = answerSchema.safeParse(await response.json());
    return parsed.success ? { is: 'known', info: parsed.data.result.data } : { is: 'not-understood' };
  } catch {
    return { is: 'not-understood' };
  }
}

/** A server address as typed, made whole; null when it is none. `https://` is added where no scheme was typed. */
export function parseServerAddress(
  typed: string,
): { readonly origin: string; readonly plainHttp: boolean } | null {
  const text = typed.trim();
  if (text === '') return null;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(whole)) return null;
  const { protocol, hostname, origin, username } = new URL(whole);
  if ((protocol !== 'https:' && protocol !== 'http:') || hostname === '' || username !== '') return null;
  // Unencrypted is harmless only on one's own machine.
  return {
    origin,
    plainHttp: protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname),
  };
}
