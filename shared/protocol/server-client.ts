import { createTRPCUntypedClient, httpLink, TRPCClientError } from '@trpc/client';
import { z } from 'zod';
import { sha256Hex } from '../crypto/sha256.ts';
import { type Auditor, auditorAuthorization } from './auditor.ts';
import { type Refusal, refusalSchema } from './errors.ts';
import {
  type ProcedureIn,
  type ProcedureName,
  type ProcedureOut,
  procedures,
  type SubmitReceipt,
  submitReceiptSchema,
  type Told,
  toldSchema,
} from './procedures.ts';

/** What a call can end with when it does not end well; each is something a person can act on. */
export class ServerTrouble extends Error {
  readonly kind: 'unreachable' | 'nonsense' | 'refused';
  /** Set when the server refused by its code. */
  readonly refusal: Refusal | null;

  constructor(kind: ServerTrouble['kind'], message: string, refusal: Refusal | null = null, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ServerTrouble';
    this.kind = kind;
    this.refusal = refusal;
  }
}

/** A server of this protocol, as its clients see it: the extension, demo readers, the command line. */
export interface ServerClient {
  readonly url: string;
  /** @throws ServerTrouble */
  call<N extends ProcedureName>(name: N, ...input: CallInput<N>): Promise<ProcedureOut<N>>;
  /** Sends an update's frame. @throws ServerTrouble */
  submit(frame: Uint8Array): Promise<SubmitReceipt>;
  /** Says something in a masked group: a signed request as canonical bytes (`maskingSaySchema`). @throws ServerTrouble */
  say(request: Uint8Array): Promise<Told>;
  /** Content-addressed bytes, null when the server has them no more. @throws ServerTrouble, also for a wrong hash */
  bytes(path: `/models/${string}` | `/blobs/${string}`, hash: string): Promise<Uint8Array | null>;
}

// biome-ignore lint/suspicious/noConfusingVoidType: what zod calls the input of a procedure that has none.
type CallInput<N extends ProcedureName> = void extends ProcedureIn<N> ? [] : [ProcedureIn<N>];

/** `fetch`, or something with its manners: with a time-out, or over a proxy. */
type Fetch = typeof fetch;

/** Longest model or blob a client takes, in bytes. */
const LONGEST_BLOB = 64_000_000;

/**
 * A client of the server at `url`. Every answer is checked by its schema; time-outs are the given `fetch`'s.
 * @param auditor asks for bytes in the name of an enrolled auditor
 */
export function serverClient(url: string, fetch: Fetch, auditor: Auditor | null = null): ServerClient {
  const base = url.replace(/\/+$/, '');
  const trpc = createTRPCUntypedClient({
    links: [
      // The link's own idea of `fetch` differs from the platform's only in how absent fields are written.
      httpLink({
        url: `${base}/trpc`,
        fetch: (target, init) => fetch(String(target), init as Parameters<Fetch>[1]),
      }),
    ],
  });

  async function answered(work: () => Promise<unknown>): Promise<unknown> {
    try {
      return await work();
    } catch (error) {
      throw troubleOf(error);
    }
  }

  return {
    url: base,
    async call(name, ...[input]) {
      const { type, out } = procedures[name];
      const answer = await answered(() =>
        type === 'query' ? trpc.query(name, input) : trpc.mutation(name, input),
      );
      const parsed = out.safeParse(answer);
      if (!parsed.success) throw nonsense();
      // `procedures[name].out` has just checked it; the compiler cannot tie the two by their name.
      return parsed.data as ProcedureOut<typeof name>;
    },
    async submit(frame) {
      const parsed = submitReceiptSchema.safeParse(
        await answered(() => trpc.mutation('update.submit', frame)),
      );
      if (!parsed.success) throw nonsense();
      return parsed.data;
    },
    async say(request) {
      const parsed = toldSchema.safeParse(await answered(() => trpc.mutation('masking.say', request)));
      if (!parsed.success) throw nonsense();
      return parsed.data;
    },
    async bytes(path, hash) {
      let answer: Awaited<ReturnType<Fetch>>;
      let bytes: Uint8Array;
      try {
        answer = await fetch(
          `${base}${path}`,
          auditor === null
            ? {}
            : { headers: { authorization: await auditorAuthorization(auditor, hash, Date.now()) } },
        );
        if (answer.status === 404) return null;
        bytes = new Uint8Array(await answer.arrayBuffer());
      } catch (cause) {
        throw new ServerTrouble('unreachable', 'The server does not answer.', null, cause);
      }
      if (!answer.ok) {
        const refusal = refusalIn(bytes);
        if (refusal !== null) throw new ServerTrouble('refused', refusal.message, refusal);
        throw new ServerTrouble('nonsense', `The server answered ${answer.status} for ${path}.`);
      }
      if (bytes.length > LONGEST_BLOB || sha256Hex(bytes) !== hash) {
        throw new ServerTrouble('nonsense', 'The server sent bytes that have not the hash they should have.');
      }
      return bytes;
    },
  };
}

/** The refusal that an answer without bytes gives as its reason: too many requests, say. */
function refusalIn(bytes: Uint8Array): Refusal | null {
  try {
    const answer: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const parsed = z
      .object({ error: z.object({ data: z.object({ refusal: refusalSchema }) }) })
      .safeParse(answer);
    return parsed.success ? parsed.data.error.data.refusal : null;
  } catch {
    return null;
  }
}

function nonsense(): ServerTrouble {
  return new ServerTrouble('nonsense', 'The server answered something that is not of this protocol.');
}

function troubleOf(error: unknown): ServerTrouble {
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data;
    if (typeof data === 'object' && data !== null && 'refusal' in data) {
      const refusal = refusalSchema.safeParse(data.refusal);
      if (refusal.success) return new ServerTrouble('refused', refusal.data.message, refusal.data, error);
    }
    // Something that answered, and nothing that did: an answer that is no JSON (a web page, a proxy's error) comes
    // without its response, as the parser's complaint.
    const somethingAnswered =
      (error.meta !== undefined && 'response' in error.meta) || error.cause instanceof SyntaxError;
    return somethingAnswered
      ? new ServerTrouble(
          'nonsense',
          'The server answered something that is not of this protocol.',
          null,
          error,
        )
      : new ServerTrouble('unreachable', 'The server does not answer.', null, error);
  }
  return new ServerTrouble('unreachable', 'The server does not answer.', null, error);
}
