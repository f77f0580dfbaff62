import { sitesOn } from '../../consent/gate.ts';
import { readConsent } from '../../consent/record.ts';
import type { TaleDatabase } from '../../storage/database.ts';
import { readStatus } from '../../storage/status.ts';

export interface Surroundings {
  readonly version: string;
  readonly userAgent: string;
  readonly space: { readonly used: number; readonly allowed: number } | null;
  readonly now: Date;
}

/**
 * What helps to find a fault, as text to copy into a report: versions, states, counts. Never a title, an author, a
 * text, an address of a page, a payout address, or the contributor's id.
 */
export async function diagnostics(db: TaleDatabase, around: Surroundings): Promise<string> {
  const [consent, training, server, round, earnings, storage, health] = await Promise.all([
    readConsent(db),
    readStatus(db, 'training'),
    readStatus(db, 'server'),
    readStatus(db, 'round'),
    readStatus(db, 'earnings'),
    readStatus(db, 'storage'),
    readStatus(db, 'siteHealth'),
  ]);
  const counts = await Promise.all(
    db.tables.map(async (table) => [table.name, await table.count()] as const),
  );
  const updates = (await db.updates.toArray()).map(({ task, round: of, attempts, state }) => ({
    task,
    round: of,
    attempts,
    state: state.is === 'refused' ? `refused ${state.code}` : state.is,
  }));
  const models = (await db.models.toArray()).map(({ task, version, hash }) => ({ task, version, hash }));
  const claims = (await db.vouchers.toArray()).map(({ voucher, state }) => ({
    chainId: voucher.chainId,
    epoch: voucher.epoch,
    state: state.is === 'failed' ? `failed: ${state.why}` : state.is,
  }));
  const report = {
    version: around.version,
    browser: around.userAgent,
    at: around.now.toISOString(),
    consent: {
      textVersion: consent.textVersion,
      agreed: consent.agreedAt !== null,
      sitesOn: sitesOn(consent),
      kinds: consent.kinds,
      contribute: consent.contribute,
      paused: consent.pausedUntil !== null,
    },
    rows: Object.fromEntries(counts),
    space: around.space,
    training,
    // The address of a server may be private; whether it answers is what matters.
    server: server === null ? null : { reachable: server.reachable, at: server.at },
    round,
    earnings:
      earnings === null ? null : { pendingRounds: earnings.pendingRounds, epochEndsAt: earnings.epochEndsAt },
    storage,
    siteHealth: health?.sites ?? {},
    models,
    updates,
    claims,
  };
  return JSON.stringify(report, null, 2);
}
