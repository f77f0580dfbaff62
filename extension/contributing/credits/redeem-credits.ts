import { addressSchema } from '../../../shared/protocol/ids.ts';
import { type ServerClient, ServerTrouble } from '../../../shared/protocol/server-client.ts';
import type { TaleDatabase } from '../../storage/database.ts';
import type { CreditRecord } from '../../storage/records.ts';
import type { ContributingPorts } from '../ports.ts';

/** How long after a credit was redeemed the device keeps quiet, ms: what it says next is signed with its name. */
const QUIET_MS = 10 * 60_000;

/** A credit that is refused is tried again a day later. */
const TRY_AGAIN_MS = 24 * 3_600_000;

/** Until when the device says nothing that is signed, ms since 1970; null where it may. */
export async function quietUntil(db: TaleDatabase, now: number): Promise<number | null> {
  const times = (await db.credits.toArray()).map(({ state }) => (state.is === 'redeemed' ? state.at : 0));
  const until = Math.max(0, ...times) + QUIET_MS;
  // A clock that was put back must not silence it for long.
  return until > now && until - now <= QUIET_MS ? until : null;
}

/**
 * Redeems the one credit that is due first, if one is, to `account`. It says nothing of who redeems it, and nothing else
 * is said with it. Each has its own time, somewhere in the window after the one it was drawn in.
 * @returns whether one was redeemed
 * @throws ServerTrouble when the server does not answer; the credit keeps its worth
 */
export async function redeemOne(
  ports: ContributingPorts,
  client: ServerClient,
  account: string,
): Promise<boolean> {
  const due = await heldCredits(ports.db, client.url);
  const [first, second] = due;
  if (first === undefined) return false;
  if (first.redeemAt > ports.now()) {
    ports.wakeAt(first.redeemAt);
    return false;
  }
  const { message, window, denomination, state } = first;
  if (state.is !== 'held') return false;
  const to = addressSchema.parse(account);
  let addsInMs: number;
  try {
    const credit = { window, denomination, message, signature: state.signature };
    ({ addsInMs } = await client.call('credits.redeem', { account: to, credit }));
  } catch (error) {
    if (!(error instanceof ServerTrouble) || error.refusal === null) throw error;
    // It was redeemed before, by a copy of this profile, say; or the server does not take it now. Neither it nor a server
    // that was reset must keep other credits, and all else there is to do, waiting for ever.
    if (error.refusal.code === 'CREDIT_SPENT') await ports.db.credits.delete(message);
    else await ports.db.credits.update(message, { redeemAt: ports.now() + TRY_AGAIN_MS });
    return false;
  }
  const at = ports.now();
  await ports.db.credits.put({
    ...first,
    state: { is: 'redeemed', account: to, at, addsAt: at + addsInMs },
  });
  if (second !== undefined) ports.wakeAt(second.redeemAt);
  return true;
}

/** Credits that have not been redeemed, the one that is due first at the front. */
async function heldCredits(db: TaleDatabase, server: string): Promise<CreditRecord[]> {
  const own = await db.credits.where('server').equals(server).toArray();
  return own.filter(({ state }) => state.is === 'held').sort((a, b) => a.redeemAt - b.redeemAt);
}

/** A credit that was redeemed to `account`: with its message one may ask what the account is owed. Null for none. */
export async function redeemedTo(
  db: TaleDatabase,
  server: string,
  account: string,
): Promise<CreditRecord | null> {
  const own = await db.credits.where('server').equals(server).toArray();
  const found = own.find(
    ({ state }) => state.is === 'redeemed' && state.account.toLowerCase() === account.toLowerCase(),
  );
  return found ?? null;
}
