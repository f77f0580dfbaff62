import type { TaleDatabase } from '../storage/database.ts';
import { eraseKind, eraseSite, eraseUnsent, gatheredTables } from '../storage/erase.ts';
import { forgetProtections } from '../storage/protection-key.ts';
import { type Consent, consentSchema } from '../storage/records.ts';
import { readConsent } from './record.ts';
import { withdrawalBetween } from './withdrawal.ts';

/**
 * Changes the consent record and deletes, in the same transaction, what was gathered under whatever was taken back:
 * there is no moment at which a site is off and its data is still there.
 *
 * Send `consent.apply` afterwards: the background then brings content scripts, permissions and open pages in line.
 *
 * @example await changeConsent(database, (consent) => setKind(consent, 'reading', true));
 * @returns the record as it is now.
 */
export async function changeConsent(
  db: TaleDatabase,
  change: (current: Consent) => Consent,
): Promise<Consent> {
  return db.transaction('rw', [db.consent, ...gatheredTables(db)], async () => {
    const before = await readConsent(db);
    const after = consentSchema.parse(change(before));
    const { sites, kinds, contribute } = withdrawalBetween(before, after);
    await db.consent.put(after);
    for (const site of sites) await eraseSite(db, site);
    for (const kind of kinds) await eraseKind(db, kind);
    if (contribute) {
      await eraseUnsent(db);
      await forgetProtections(db);
    }
    return after;
  });
}
