import { z } from 'zod';
import { Refused } from '../../shared/protocol/errors.ts';
import { addressSchema } from '../../shared/protocol/ids.ts';
import type { VoucherSigner } from './voucher-signer.ts';

const PATIENCE_MS = 15_000;

const signerFaceSchema = z.object({ is: z.literal('PrompTale signer'), address: addressSchema });
const signedSchema = z.object({ signature: z.string().regex(/^0x([0-9a-f]{2}){65,2000}$/) });
const sentSchema = z.object({ tx: z.string().regex(/^0x[0-9a-f]{64}$/) });
const refusedSchema = z.object({ why: z.string() });

/**
 * The signer at `url` (`promptale signer`), which holds the key and keeps a ledger of its own.
 * Where the signer is a contract (ERC-1271), it names the contract's address and gathers what the contract wants: the
 * signatures of k of n people, say.
 * @param secret known to both: whoever has it may ask for signatures
 * @throws Refused with the signer's reason where it refuses, CHAIN_UNAVAILABLE where it does not answer
 */
export async function remoteSigner(url: string, secret: string): Promise<VoucherSigner> {
  const ask = async <T>(path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> => {
    const response = await fetch(new URL(path, url), {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((cause: unknown) => {
      throw new Refused('CHAIN_UNAVAILABLE', 'The server’s signer does not answer at the moment.', {
        cause,
        retryAfterMs: 10_000,
      });
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const refused = refusedSchema.safeParse(answer);
      throw new Refused(
        response.status === 503 ? 'CHAIN_UNAVAILABLE' : 'INTERNAL',
        refused.success
          ? `The signer refuses: ${refused.data.why}.`
          : `The signer answers ${response.status}.`,
      );
    }
    return schema.parse(answer);
  };
  const { address } = await ask('/', signerFaceSchema);
  return {
    address,
    signClaim: async (claim) => (await ask('/sign-claim', signedSchema, claim)).signature,
    proposeRoot: async (proposed) => (await ask('/propose-root', sentSchema, proposed)).tx,
  };
}
