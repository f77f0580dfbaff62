import { getAddress } from 'ethers';
import { Refused } from '../../shared/protocol/errors.ts';
import { addressSchema } from '../../shared/protocol/ids.ts';
import { procedures } from '../../shared/protocol/procedures.ts';
import type { Voucher } from '../../shared/protocol/voucher.ts';
import { isConsent } from '../entities/address-consent.ts';
import { authenticate } from '../entities/authenticate.ts';
import { forgetContributor } from '../entities/forget.ts';
import { giveInvite } from '../entities/invites.ts';
import { leaveTombstones, suspendIfKnown } from '../entities/tombstones.ts';
import { lastKnownEpoch } from '../rewards/close-epochs.ts';
import { bindAccount, boundElsewhere, unbindAccount } from '../rewards/ledger.ts';
import { checkPayoutAddress } from '../rewards/payout-address.ts';
import { signVoucher } from '../rewards/sign-voucher.ts';
import { appeals } from '../store/schema.ts';
import { procedure, t } from './context.ts';

const enrol = procedures['contributor.enrol'];
const appeal = procedures['contributor.appeal'];
const invite = procedures['contributor.invite'];
const bind = procedures['contributor.bind'];
const unbind = procedures['contributor.unbind'];
const forget = procedures['contributor.forget'];

/** Who contributes: admission, payout address, being forgotten. */
export const contributorRouter = t.router({
  enrol: procedure
    .input(enrol.in)
    .output(enrol.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const enrolled = await engine.admission.enrol(input, engine.now());
      const person = { id: enrolled.contributor, account: null };
      const isKnown =
        enrolled.standing === 'new' && (await suspendIfKnown(engine.db, person, engine.tombstone));
      return isKnown ? { ...enrolled, standing: 'suspended' as const } : enrolled;
    }),

  invite: procedure
    .input(invite.in)
    .output(invite.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const contributor = await authenticate(engine.db, input, engine.now());
      return giveInvite(engine.db, contributor, engine.config.INVITES_EACH, engine.now());
    }),

  appeal: procedure
    .input(appeal.in)
    .output(appeal.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const { id } = await authenticate(engine.db, input, engine.now());
      const { note } = input.payload;
      const at = engine.now();
      await engine.db
        .insert(appeals)
        .values({ contributor: id, note, at })
        .onConflictDoUpdate({ target: appeals.contributor, set: { note, at } });
      return { kept: true };
    }),

  bind: procedure
    .input(bind.in)
    .output(bind.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const contributor = await authenticate(engine.db, input, engine.now());
      const address = await checkPayoutAddress(input.payload.address, engine.chain());
      if (contributor.account === address) return { address };
      const { consent } = input.payload;
      const epoch = await lastKnownEpoch(engine.ports);
      await engine.db.transaction(async (tx) => {
        const holders = await boundElsewhere(tx, address, contributor.id);
        const isAllowed =
          holders.length === 0 ||
          (consent !== undefined && (await isConsent(consent, address, contributor.id, holders)));
        if (!isAllowed) {
          throw new Refused('ADDRESS_IN_USE', 'Another contributor is paid at this address.');
        }
        await bindAccount(tx, contributor.id, address, epoch);
        await suspendIfKnown(tx, { id: contributor.id, account: address }, engine.tombstone);
      });
      return { address };
    }),

  unbind: procedure
    .input(unbind.in)
    .output(unbind.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const { id, suspended } = await authenticate(engine.db, input, engine.now());
      // The address is one of the things that somebody suspended is known by.
      if (suspended) throw new Refused('CONTRIBUTOR_SUSPENDED', 'A suspended contributor stays bound.');
      await unbindAccount(engine.db, id);
      return { unbound: true as const };
    }),

  forget: procedure
    .input(forget.in)
    .output(forget.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const contributor = await authenticate(engine.db, input, engine.now());
      const chain = engine.chain();
      let voucher: Voucher | null = null;
      if (contributor.account !== null && chain !== null) {
        voucher = await signVoucher(
          engine.db,
          chain,
          addressSchema.parse(getAddress(contributor.account)),
        ).catch((error: unknown) => {
          if (error instanceof Refused && error.refusal.code === 'NOTHING_OWED') return null;
          throw error;
        });
      }
      if (contributor.suspended) {
        await leaveTombstones(engine.db, contributor, engine.tombstone, engine.now());
      }
      const kept = await forgetContributor(
        engine.db,
        engine.blobs,
        contributor.id,
        engine.tombstone(contributor.id),
      );
      const mark = 'a mark by which your key and your address would be known again, since you were suspended';
      return { voucher, kept: contributor.suspended ? [...kept, mark] : kept };
    }),
});
