import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { toHex } from '../../shared/crypto/hex.ts';
import { exitLeaf } from '../../shared/exit-path/exit-leaf.ts';
import { exitTree } from '../../shared/exit-path/exit-tree.ts';
import { claimSchema, proposedRootSchema, type VoucherSigner } from '../rewards/voucher-signer.ts';
import type { SignerStore } from '../store/signer-store.ts';

export interface SignerPorts {
  readonly signer: VoucherSigner;
  readonly store: SignerStore;
  /** Known to the server that asks. */
  readonly secret: string;
  /** The contract's own clock, not the server's word for it. */
  currentEpoch(): Promise<number>;
  emittedThrough(epoch: number): Promise<bigint>;
  chainTime(): Promise<number>;
}

/** No voucher needs to be good for longer, s. */
const LONGEST_DEADLINE = 2 * 365 * 24 * 3600;
/** A weekly root of a hundred thousand accounts. */
const LARGEST_REQUEST = 32_000_000;

/**
 * A signer's HTTP face. It signs what its own ledger and the chain allow, and believes the server nothing: no total falls,
 * none counts an epoch that has not ended, all together stay within what was emitted, a root is made again from what it
 * pays. So a server that was broken into, or restored from an older backup, gets no signature that breaks these.
 */
export function signerApp(ports: SignerPorts): Hono {
  const app = new Hono();
  app.use(secureHeaders());
  app.use(bodyLimit({ maxSize: LARGEST_REQUEST }));
  app.get('/', (c) => c.json({ is: 'PrompTale signer', address: ports.signer.address }));
  app.use(async (c, next) =>
    isSecret(c.req.header('authorization'), ports.secret)
      ? next()
      : refuse(c, 'the secret is not right', 401),
  );
  app.post('/sign-claim', async (c) => {
    const claim = claimSchema.safeParse(await c.req.json().catch(() => null));
    if (!claim.success) return refuse(c, 'that is no claim', 400);
    const { account, cumulative, epoch, deadline } = claim.data;
    if (deadline > (await ports.chainTime()) + LONGEST_DEADLINE)
      return refuse(c, 'the deadline is more than two years away');
    const why = await raise(ports, epoch, new Map([[account.toLowerCase(), BigInt(cumulative)]]));
    return why === null ? c.json({ signature: await ports.signer.signClaim(claim.data) }) : refuse(c, why);
  });
  app.post('/propose-root', async (c) => {
    const proposed = proposedRootSchema.safeParse(await c.req.json().catch(() => null));
    if (!proposed.success) return refuse(c, 'that is no root with its claims', 400);
    const { root, epoch, claims } = proposed.data;
    if (`0x${toHex(exitTree(claims.map(exitLeaf)).root)}` !== root)
      return refuse(c, 'the claims make another root');
    const totals = new Map(
      claims.map(({ account, cumulative }) => [account.toLowerCase(), BigInt(cumulative)]),
    );
    if (totals.size !== claims.length) return refuse(c, 'an account stands in the root twice');
    const why = await raise(ports, epoch, totals);
    return why === null ? c.json({ tx: await ports.signer.proposeRoot(proposed.data) }) : refuse(c, why);
  });
  app.onError((_, c) => refuse(c, 'the chain does not answer, or refuses', 503));
  return app;
}

async function raise(
  ports: SignerPorts,
  epoch: number,
  totals: ReadonlyMap<string, bigint>,
): Promise<string | null> {
  const finished = (await ports.currentEpoch()) - 1;
  if (epoch > finished) return `epoch ${epoch} has not ended on the chain`;
  return ports.store.raise(totals, await ports.emittedThrough(finished));
}

function refuse(c: Context, why: string, status: 400 | 401 | 409 | 503 = 409): Response {
  return c.json({ why }, status);
}

/** In the same time whatever is wrong with it. */
function isSecret(header: string | undefined, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${secret}`));
}
