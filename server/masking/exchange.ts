import { and, eq, isNull } from 'drizzle-orm';
import { Refused } from '../../shared/protocol/errors.ts';
import type { UpdateHash } from '../../shared/protocol/ids.ts';
import type { Told } from '../../shared/protocol/procedures.ts';
import type { Database } from '../store/database.ts';
import { maskedMessages, rounds, updates } from '../store/schema.ts';
import { groupsOf } from './group-progress.ts';

/** How soon a member asks again, ms. */
const ASK_AGAIN_MS = 5000;

/** What a member says in a phase; null when it only asks. */
type Said = { readonly phase: number; readonly message: Uint8Array } | null;

/**
 * Takes what a member says in its group's phase, and tells it what there is to answer. A message for a phase that is
 * over is too late and changes nothing; the first one of a phase stays.
 * @throws Refused for an update that is not this contributor's, or of a round that is not masked
 */
export async function exchange(
  db: Database,
  contributor: string,
  { update, said }: { readonly update: UpdateHash; readonly said: Said },
): Promise<Told> {
  return db.transaction(async (tx) => {
    const [found] = await tx
      .select({ roundId: updates.roundId, drawn: updates.drawn })
      .from(updates)
      .where(and(eq(updates.hash, update), eq(updates.contributor, contributor)));
    if (found === undefined) throw new Refused('NOT_FOUND', 'No update of yours with this hash is here.');
    const [round] = await tx.select().from(rounds).where(eq(rounds.id, found.roundId)).for('share');
    if (round === undefined || round.masking === null)
      throw new Refused('NOT_FOUND', 'The update’s round adds nothing up under masks.');
    const wait = { told: null, over: false, retryAfterMs: ASK_AGAIN_MS };
    const over = { told: null, over: true, retryAfterMs: ASK_AGAIN_MS };
    if (round.state === 'open' || (round.state === 'closing' && round.draw === null)) return wait;
    const group = groupsOf(round).find(({ members }) => members.includes(update));
    if (round.state !== 'closing' || group === undefined || group.end !== null) return over;
    const mine = and(
      eq(maskedMessages.roundId, round.id),
      eq(maskedMessages.update, update),
      eq(maskedMessages.phase, group.phase),
    );
    if (said !== null && said.phase === group.phase && !group.isClosed) {
      await tx
        .update(maskedMessages)
        .set({ said: Buffer.from(said.message).toString('base64') })
        .where(and(mine, isNull(maskedMessages.said)));
    }
    const [message] = await tx.select().from(maskedMessages).where(mine);
    // Who is told nothing fell silent in an earlier phase, or has been left out.
    if (message === undefined) return group.phase === 0 ? wait : over;
    if (message.said !== null || group.isClosed) return wait;
    return { told: { phase: group.phase, message: message.told }, over: false, retryAfterMs: ASK_AGAIN_MS };
  });
}
