import { splitIntoCredits } from '../../../shared/credits/denominations.ts';
import { type ContributorKey, signedCall } from '../../../shared/learning/contributor.ts';
import { creditWindowLeafSchema } from '../../../shared/protocol/credits.ts';
import type { ProcedureOut } from '../../../shared/protocol/procedures.ts';
import { type ServerClient, ServerTrouble } from '../../../shared/protocol/server-client.ts';
import { verifyLeaf } from '../../../shared/replay/verify-log.ts';
import type { CreditRecord } from '../../storage/records.ts';
import { logHolds } from '../pinned-log.ts';
import type { ContributingPorts } from '../ports.ts';
import { blindCredit, unblindCredit } from './blind-credit.ts';

type Window = NonNullable<ProcedureOut<'credits.window'>['window']>;

/**
 * Turns what was earned into credits: blinds them, stores them, has them signed, and keeps the signatures. They are
 * stored before anything is sent, so an answer that is lost loses nothing: the same is asked again. Keys are used only
 * if the log names them: a key that is shown to one device alone would tell whose credit comes back.
 * @param undrawn what credits may be drawn for, wei
 * @returns what was done, in words
 * @throws ServerTrouble
 */
export async function drawCredits(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  undrawn: bigint,
): Promise<string[]> {
  const did = await askedAgain(ports, client, key);
  const worths = splitIntoCredits(undrawn - (await worthAsked(ports, client)));
  if (worths.length === 0) return did;
  const { window } = await client.call('credits.window');
  if (window === null) return did;
  if (!(await isInLog(ports, client, window))) {
    return [...did, 'the server’s keys for credits are not those of its log; nothing was drawn'];
  }
  const fresh: CreditRecord[] = [];
  for (const worth of worths) {
    const named = window.keys.find(({ denomination }) => BigInt(denomination) === worth);
    if (named === undefined) continue;
    const { message, blinded, inverse } = await blindCredit(named.publicKey, ports.randomBytes(32));
    fresh.push({
      message,
      server: client.url,
      window: window.window,
      ...named,
      state: { is: 'blinded', blinded, inverse },
      redeemAt: window.endsAt + Math.floor(uniform(ports) * window.lasts),
    });
  }
  await ports.db.credits.bulkAdd(fresh);
  return [...did, ...(await signed(ports, client, key, fresh))];
}

/** Credits whose answer never came. */
async function askedAgain(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
): Promise<string[]> {
  const did: string[] = [];
  const open = (await ports.db.credits.where('server').equals(client.url).toArray()).filter(
    ({ state }) => state.is === 'blinded',
  );
  for (const window of new Set(open.map((credit) => credit.window))) {
    did.push(
      ...(await signed(
        ports,
        client,
        key,
        open.filter((credit) => credit.window === window),
      )),
    );
  }
  return did;
}

/** Has credits of one window signed. */
async function signed(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  credits: readonly CreditRecord[],
): Promise<string[]> {
  const [first] = credits;
  if (first === undefined) return [];
  const blinded = credits.flatMap(({ denomination, state }) =>
    state.is === 'blinded' ? [{ denomination, message: state.blinded }] : [],
  );
  const payload = { window: first.window, blinded };
  const call = { now: ports.now(), nonce: ports.randomBytes(16) };
  let signatures: readonly string[];
  try {
    ({ signatures } = await signedCall(client, key, 'credits.issue', payload, call));
  } catch (error) {
    const refusal = error instanceof ServerTrouble ? error.refusal : null;
    if (refusal === null) throw error;
    // They stay as they are, and nothing else has to wait for them.
    if (refusal.code !== 'CREDIT_WINDOW_CLOSED' && refusal.code !== 'NOTHING_OWED') {
      return [`credits were not signed yet: ${refusal.message}`];
    }
    if (credits.length === 1) {
      // For this one nothing was taken off, and nothing ever will be: another is drawn in its place.
      await ports.db.credits.delete(first.message);
      return [];
    }
    // Some of them may have been paid for in a request whose answer was lost.
    const did: string[] = [];
    for (const credit of credits) did.push(...(await signed(ports, client, key, [credit])));
    return did;
  }
  let kept = 0;
  for (const [i, credit] of credits.entries()) {
    const { message, state, publicKey } = credit;
    if (state.is !== 'blinded') continue;
    const signature = await unblindCredit(publicKey, { message, ...state }, signatures[i] ?? '').catch(
      () => null,
    );
    // What does not open stays blinded, and is asked for again: it was paid for.
    if (signature === null) continue;
    await ports.db.credits.put({ ...credit, state: { is: 'held', signature } });
    ports.wakeAt(credit.redeemAt);
    kept++;
  }
  const missing = credits.length - kept;
  return [
    ...(kept > 0 ? [`${kept} credits were drawn; they are redeemed later, one by one`] : []),
    ...(missing > 0 ? [`${missing} credits came back with a signature that does not hold`] : []),
  ];
}

/** Worth of credits that were asked for and may not have been taken off yet, wei. */
async function worthAsked(ports: ContributingPorts, client: ServerClient): Promise<bigint> {
  const own = await ports.db.credits.where('server').equals(client.url).toArray();
  return own
    .filter(({ state }) => state.is === 'blinded')
    .reduce((sum, { denomination }) => sum + BigInt(denomination), 0n);
}

/** Whether the window's keys are those that everybody finds in the log. */
async function isInLog(ports: ContributingPorts, client: ServerClient, window: Window): Promise<boolean> {
  const head = await client.call('log.head');
  const { entries } = await client.call('log.entries', { from: window.leaf, count: 1 });
  const entry = entries[0];
  if (entry === undefined || entry.index !== window.leaf) return false;
  const { proof } = await client.call('log.inclusion', { index: window.leaf, size: head.size });
  const leaf = creditWindowLeafSchema.safeParse(entry.leaf);
  return (
    leaf.success &&
    leaf.data.window === window.window &&
    JSON.stringify(leaf.data.keys) === JSON.stringify(window.keys) &&
    verifyLeaf(entry.leaf, window.leaf, proof, head) &&
    (await logHolds(ports, client, head))
  );
}

/** In [0, 1). */
function uniform(ports: ContributingPorts): number {
  const bytes = ports.randomBytes(4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) / 2 ** 32;
}
