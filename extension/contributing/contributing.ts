import { type ContributorKey, signedCall } from '../../shared/learning/contributor.ts';
import { type Address, addressSchema, type TaskName } from '../../shared/protocol/ids.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import type { Voucher } from '../../shared/protocol/voucher.ts';
import { claimPage } from '../../shared/protocol/wallet-pages.ts';
import { hasAgreed, readConsent } from '../consent/record.ts';
import type { MessageOut } from '../messaging/messages.ts';
import type { TaleDatabase } from '../storage/database.ts';
import type { Consent } from '../storage/records.ts';
import { readStatus, writeStatus } from '../storage/status.ts';
import { mayLearn } from '../training/news.ts';
import { claimPageFor, followClaims, startClaim } from './claim.ts';
import { drawCredits } from './credits/draw-credits.ts';
import { quietUntil, redeemOne } from './credits/redeem-credits.ts';
import { readEarnings } from './earnings.ts';
import { keepExitProof } from './exit-proof.ts';
import { fetchRound } from './fetch-round.ts';
import { followUpdates } from './follow-updates.ts';
import { followVotes } from './follow-votes.ts';
import { enrolledKey, forgetEnrolment, ownKey } from './identity.ts';
import { followMasking } from './masking.ts';
import { queueUpdate, sendQueued } from './outbox.ts';
import type { ContributingPorts } from './ports.ts';
import { privacyOf, tellPrivacy } from './privacy-ledger.ts';
import { isLessProtected } from './protection.ts';

/** What the background asks of contributing and claiming. */
export interface Contributing {
  /** Does what is due: round, model, outbox, inclusion, voucher. Safe to call at any time. @throws ServerTrouble */
  sync(): Promise<MessageOut<'contribution.sync'>>;
  /** @param unlinked the server is not told the address: it pays by credits that nobody can trace to this device */
  bindPayout(address: string, unlinked: boolean): Promise<MessageOut<'payout.bind'>>;
  /** Tells the operator what the contributor says of a decision: the one text that is ever sent, as it was typed. */
  appeal(note: string): Promise<MessageOut<'contribution.appeal'>>;
  /** Claims what is owed; who asks while a claim is under way, or waits for its turn, gets that one's answer. */
  claim(): Promise<MessageOut<'claim.start'>>;
  /** Where one claims with a wallet of one's own. */
  claimPage(): Promise<MessageOut<'claim.page'>>;
  /** What became of every update that was sent: a page of it, newest first. */
  statement(before: number | null): Promise<MessageOut<'earnings.statement'>>;
  /** Asks the server to forget this device; belongs into `alone`. @returns what to tell the person */
  forget(): Promise<string>;
  /**
   * Runs `work` after whatever is under way here and before anything else of it: what began before a deletion would
   * write its results, and a key, into the emptied tables.
   */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** Contributing, from a training result in the database to TALE in the wallet. Every step can be repeated safely. */
export function createContributing(ports: ContributingPorts): Contributing {
  /** Runs `work` with the agreed server, and keeps the status that the popup shows of it. */
  async function withServer<T>(work: (client: ServerClient) => Promise<T>): Promise<T> {
    const { server } = await readConsent(ports.db);
    const client = ports.client(server);
    try {
      const result = await work(client);
      await writeStatus(ports.db, 'server', {
        reachable: true,
        message: null,
        refusal: null,
        at: ports.now(),
      });
      return result;
    } catch (error) {
      if (error instanceof ServerTrouble) {
        const reachable = error.kind !== 'unreachable';
        const refusal = error.refusal?.code ?? null;
        const message = wordsFor(error);
        await writeStatus(ports.db, 'server', { reachable, message, refusal, at: ports.now() });
        if (refusal === 'CONTRIBUTOR_UNKNOWN') await forgetEnrolment(ports, client);
      }
      throw error;
    }
  }

  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }
  /** The claim that is under way or waits for its turn. */
  let claiming: Promise<MessageOut<'claim.start'>> | null = null;
  /** Who stopped contributing may still be paid what was earned. */
  const mayClaim = async (): Promise<boolean> => hasAgreed(await readConsent(ports.db));

  return {
    alone: inTurn,

    sync: () =>
      inTurn(async () => {
        const consent = await readConsent(ports.db);
        if (!hasAgreed(consent) || !consent.contribute) return { did: [] };
        return withServer(async (client) => {
          const payout = await readStatus(ports.db, 'payout');
          const did: string[] = [];
          if (payout?.unlinked === true) {
            if (await redeemOne(ports, client, payout.address)) did.push('a credit was redeemed');
            // Nothing that is signed with this device's name is said soon after it; a claim names the address only.
            const quiet = await quietUntil(ports.db, ports.now());
            if (quiet !== null) {
              ports.wakeAt(quiet);
              return { did: [...did, ...(await followClaims(ports, client))] };
            }
          }
          const key = await enrolledKey(ports, client);
          did.push(...(await sendQueued(ports, client)));
          did.push(...(await followMasking(ports, client, key)));
          did.push(...(await followUpdates(ports, client)));
          for (const task of await tasksToLearn(client, consent)) {
            const round = await fetchRound(ports, client, task);
            const weak = await isLessProtected(ports.db, client.url, round);
            if (!weak && (await queueUpdate(ports, key, round, client.url)))
              did.push(...(await sendQueued(ports, client)));
            const privacy = await privacyOf(ports.db, client.url, task, round.privacy);
            await tellPrivacy(ports.db, ports.now(), { ...privacy, isLessProtected: weak });
            did.push(...(await followVotes(ports, client, key, round)));
          }
          const undrawn = await readEarnings(ports, client, key);
          if (payout?.unlinked === true) did.push(...(await drawCredits(ports, client, key, undrawn)));
          await keepExitProof(ports, client, key);
          did.push(...(await followClaims(ports, client)));
          return { did };
        });
      }),

    bindPayout: (address, unlinked) =>
      inTurn(async () => {
        if (!(await mayClaim())) return { bound: false, why: NOT_AGREED };
        // Nothing that is signed is said in between: a credit may have come back just now.
        if (unlinked && (await readStatus(ports.db, 'payout'))?.unlinked === true)
          return payByCredits(ports.db, addressSchema.parse(address), ports.now());
        return withServer(async (client) => {
          const key = await enrolledKey(ports, client);
          if (unlinked) {
            const why = await leaveAddress(ports, client, key, address);
            return why === null
              ? payByCredits(ports.db, addressSchema.parse(address), ports.now())
              : { bound: false, why };
          }
          const payload = { address: addressSchema.parse(address) };
          const bound = await signedCall(client, key, 'contributor.bind', payload, {
            now: ports.now(),
            nonce: ports.randomBytes(16),
          });
          await writeStatus(ports.db, 'payout', {
            address: bound.address,
            boundAt: ports.now(),
            unlinked: false,
          });
          return { bound: true, why: 'What you earn is paid to this address when you claim it.' };
        });
      }).catch((error: unknown) => {
        if (error instanceof ServerTrouble) return { bound: false, why: wordsFor(error) };
        throw error;
      }),

    appeal: (note) =>
      inTurn(async () => {
        if (!(await mayClaim())) return { sent: false, why: NOT_AGREED };
        return withServer(async (client) => {
          const key = await enrolledKey(ports, client);
          await signedCall(
            client,
            key,
            'contributor.appeal',
            { note },
            { now: ports.now(), nonce: ports.randomBytes(16) },
          );
          return { sent: true, why: 'The operator of this server can read it now.' };
        });
      }).catch((error: unknown) => {
        if (error instanceof ServerTrouble) return { sent: false, why: wordsFor(error) };
        throw error;
      }),

    claim() {
      // A second click, or a second popup's, joins: a claim that waited for its turn behind the first would claim what is
      // credited meanwhile, which nobody asked for.
      claiming ??= inTurn<MessageOut<'claim.start'>>(async () => {
        if (!(await mayClaim())) return { state: 'failed', why: NOT_AGREED };
        return withServer(async (client) => startClaim(ports, client, await enrolledKey(ports, client)));
      })
        .catch((error: unknown): MessageOut<'claim.start'> => {
          if (error instanceof ServerTrouble) return { state: 'failed', why: wordsFor(error) };
          throw error;
        })
        .finally(() => {
          claiming = null;
        });
      return claiming;
    },

    claimPage: () =>
      inTurn<MessageOut<'claim.page'>>(async () => {
        if (!(await mayClaim())) return { is: 'none', why: NOT_AGREED };
        return withServer(async (client) => claimPageFor(ports, client, await enrolledKey(ports, client)));
      }).catch((error: unknown) => {
        if (error instanceof ServerTrouble) return { is: 'none', why: wordsFor(error) };
        throw error;
      }),

    statement: (before) =>
      inTurn<MessageOut<'earnings.statement'>>(async () => {
        if (!(await mayClaim())) return { is: 'none', why: NOT_AGREED };
        return withServer(async (client) => {
          const key = await enrolledKey(ports, client);
          const call = { now: ports.now(), nonce: ports.randomBytes(16) };
          return { is: 'rows', ...(await signedCall(client, key, 'rewards.statement', { before }, call)) };
        });
      }).catch((error: unknown) => {
        if (error instanceof ServerTrouble) return { is: 'none', why: wordsFor(error) };
        throw error;
      }),

    async forget() {
      try {
        return await withServer(async (client) => {
          const record = await ports.db.keys.get('contributor');
          if (record?.enrolledAt[client.url] === undefined) return KNOWS_NOTHING;
          const key = await ownKey(ports);
          const { kept, voucher } = await signedCall(
            client,
            key,
            'contributor.forget',
            {},
            {
              now: ports.now(),
              nonce: ports.randomBytes(16),
            },
          );
          const paid = voucher === null ? '' : `${await claimLast(client, voucher)} `;
          return `${paid}The server has forgotten this device. It keeps ${kept.join('; ')}.`;
        });
      } catch (error) {
        if (!(error instanceof ServerTrouble)) throw error;
        if (error.refusal?.code === 'CONTRIBUTOR_UNKNOWN') return KNOWS_NOTHING;
        return `The server was not told: ${wordsFor(error)}`;
      }
    },
  };
}

/** Chooses an address that only this device knows. */
async function payByCredits(
  db: TaleDatabase,
  address: Address,
  now: number,
): Promise<MessageOut<'payout.bind'>> {
  await writeStatus(db, 'payout', { address, boundAt: now, unlinked: true });
  return { bound: true, why: 'What you earn becomes credits, which are redeemed to this address later.' };
}

/**
 * Leaves the address that the server knows, if it knows one, to be paid without a link from now on: what it is owed is
 * claimed first, since nobody could ask for it afterwards. The server is asked: with the same key another device, or this
 * one before it was made anew, may have told it an address that is not on record here.
 * @returns why it cannot be left; null when the server knows none
 * @throws ServerTrouble
 */
async function leaveAddress(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  next: string,
): Promise<string | null> {
  const sign = () => ({ now: ports.now(), nonce: ports.randomBytes(16) });
  const { account } = await signedCall(client, key, 'rewards.balance', {}, sign());
  if (account === null) return null;
  if (account.toLowerCase() === next.toLowerCase())
    return 'The server knows this address as yours already. Choose another, which you have used nowhere else.';
  const chosen = await readStatus(ports.db, 'payout');
  if (chosen?.boundAt == null || chosen.address.toLowerCase() !== account.toLowerCase())
    return `The server pays this key at ${account}. Choose that address here first, and then change to pay without a link: what it is owed is claimed on the way.`;
  try {
    const claimed = await startClaim(ports, client, key);
    if (claimed.state === 'failed')
      return `What your earlier address is owed has to be claimed first. ${claimed.why}`;
  } catch (error) {
    if (!(error instanceof ServerTrouble) || error.refusal?.code !== 'NOTHING_OWED') throw error;
  }
  await signedCall(client, key, 'contributor.unbind', {}, sign());
  return null;
}

/** Claims what is owed at the end, when nobody will be able to ask for it any more. @returns how it went, in words */
async function claimLast(client: ServerClient, voucher: Voucher): Promise<string> {
  let why: string;
  try {
    const answer = await client.call('rewards.relay', { voucher });
    if (answer.is !== 'failed') return 'What was owed to your address has been claimed for you.';
    ({ why } = answer);
  } catch (error) {
    if (!(error instanceof ServerTrouble)) throw error;
    why = error.message;
  }
  return `What is owed to your address could not be claimed (${why}). Keep this address, at which it can be: ${claimPage(client.url, voucher)}`;
}

/** Tasks that the server runs and that this person wants to be learnt from. */
async function tasksToLearn(client: ServerClient, consent: Consent): Promise<TaskName[]> {
  const { tasks } = await client.call('server.info');
  return tasks.filter((task) => mayLearn(task, consent));
}

const NOT_AGREED = 'Nothing is told to a server before you have agreed.';
const KNOWS_NOTHING = 'The server knows nothing of this device.';

function wordsFor(error: ServerTrouble): string {
  return error.refusal === null ? error.message : `${error.message} ${error.refusal.hint}`;
}
