import { createHash } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import { fromHex, toHex } from '../../shared/crypto/hex.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { undrawnBy } from '../rewards/ledger.ts';
import type { Database } from '../store/database.ts';
import { contributors, creditIssues, creditKeys } from '../store/schema.ts';
import { blindSign } from './blind-signature.ts';

export interface BlindedCredit {
  /** Wei. */
  readonly denomination: string;
  /** The blinded message, 256 bytes in hex. */
  readonly message: string;
}

/**
 * Signs blinded credits for a contributor, and takes their worth off what he earned and nobody was credited with. What
 * he earned is already within what one entity may earn, so its credits are too. The same asked again, after an answer that
 * was lost, is signed again and taken off once.
 * @param window the one open now
 * @returns blind signatures in hex, in the order asked
 * @throws Refused NOTHING_OWED, CREDIT_WINDOW_CLOSED, BAD_REQUEST
 */
export async function issueCredits(
  db: Database,
  contributor: string,
  window: number,
  asked: { readonly window: number; readonly blinded: readonly BlindedCredit[] },
): Promise<string[]> {
  const keys = new Map(
    (await db.select().from(creditKeys).where(eq(creditKeys.window, asked.window))).map((key) => [
      key.denomination,
      key,
    ]),
  );
  if (keys.size === 0) throw new Refused('CREDIT_WINDOW_CLOSED', 'There are no keys of this window here.');
  // Made first, so that nothing is taken off for what cannot be signed; given away last.
  const signatures = asked.blinded.map(({ denomination, message }) => {
    const key = keys.get(denomination);
    if (key === undefined) throw new Refused('BAD_REQUEST', 'There is no key for credits of this worth.');
    return toHex(blindSign(key.privateKey, fromHex(message)));
  });
  const wanted = new Map(
    asked.blinded.map((credit) => [requestOf(contributor, asked.window, credit), credit] as const),
  );
  await db.transaction(async (tx) => {
    // Two requests of one contributor at once must not spend the same earnings.
    await tx.select().from(contributors).where(eq(contributors.id, contributor)).for('update');
    const known = await tx
      .select({ request: creditIssues.request })
      .from(creditIssues)
      .where(inArray(creditIssues.request, [...wanted.keys()]));
    for (const { request } of known) wanted.delete(request);
    if (wanted.size === 0) return;
    if (asked.window !== window) {
      throw new Refused('CREDIT_WINDOW_CLOSED', 'The keys of this window sign no more credits.');
    }
    const worth = [...wanted.values()].reduce((sum, { denomination }) => sum + BigInt(denomination), 0n);
    if (worth > (await undrawnBy(tx, contributor))) {
      throw new Refused(
        'NOTHING_OWED',
        'These credits are worth more than what was earned and not drawn yet.',
      );
    }
    await tx.insert(creditIssues).values(
      [...wanted].map(([request, { denomination }]) => ({
        request,
        contributor,
        window: asked.window,
        denomination,
      })),
    );
  });
  return signatures;
}

/** Only a hash is kept: what was signed for whom is nobody's to look up. */
function requestOf(contributor: string, window: number, { denomination, message }: BlindedCredit): string {
  return createHash('sha256').update(`${contributor} ${window} ${denomination} ${message}`).digest('hex');
}
