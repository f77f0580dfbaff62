import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { groupTerms, type MaskingContext } from '../../shared/masking/group-terms.ts';
import type { MaskedSum, ServerStep } from '../../shared/masking/masked-sum.ts';
import { maskingEngine } from '../../shared/masking/masking-engine.ts';
import { pack } from '../../shared/masking/ring.ts';
import type { RoundRow } from '../rounds/open-round.ts';
import type { RoundPorts } from '../rounds/ports.ts';
import type { TaskSettings } from '../rounds/task-settings.ts';
import type { Database } from '../store/database.ts';
import { contributors, maskedMessages, rounds, updates } from '../store/schema.ts';
import { type GroupProgress, groupsOf } from './group-progress.ts';
import { maskedRound } from './round-masking.ts';

/**
 * Takes every group of a closed round as far as it can go: a phase ends when everybody has answered or its time is over,
 * and what follows is told, until there is a sum or none to be had.
 * @returns whether all groups have ended
 */
export async function advanceGroups(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
): Promise<boolean> {
  const masked = maskedRound(round, settings.parameterCount);
  if (masked === null) return true;
  const engine = maskingEngine(masked.terms, ports.askHelper);
  // Read when a phase ends, and not at every look: groups wait far longer than they are added up.
  let read: Promise<Bodies> | null = null;
  const bodies = (): Promise<Bodies> => {
    read ??= bodiesOf(ports, round);
    return read;
  };
  let ended = true;
  for (const [index, group] of groupsOf(round).entries()) {
    if (group.end === null) {
      const end = await advanceGroup(
        { ports, settings, round, engine, context: masked.context, bodies },
        index,
      );
      if (end === null) ended = false;
    }
  }
  return ended;
}

interface Advance {
  readonly ports: RoundPorts;
  readonly settings: TaskSettings;
  readonly round: RoundRow;
  readonly engine: MaskedSum;
  readonly context: MaskingContext;
  readonly bodies: () => Promise<Bodies>;
}

/** First messages: members, by the hash of their update. */
type Bodies = ReadonlyMap<string, { readonly member: string; readonly body: Uint8Array }>;

/** One group, as far as it goes now. Each step can be repeated: a process that is killed goes on from the last one. */
async function advanceGroup(advance: Advance, index: number): Promise<GroupProgress['end']> {
  const { ports, settings, round, engine, context } = advance;
  for (;;) {
    const group = await closePhase(advance, index);
    if (group === null || group.end !== null) return group?.end ?? null;
    const bodies = await advance.bodies();
    // Outside of any transaction: it may ask a helper, and takes its time.
    const messages = await messagesOf(ports.db, round, group);
    const step = await engine.close(context, receivedOf(group, messages, bodies));
    const hashes = new Map(group.members.map((update) => [bodies.get(update)?.member ?? '', update]));
    const end = step.is === 'tell' ? null : await endOf(ports, context, step, hashes);
    await ports.db.transaction(async (tx) => {
      if (step.is === 'tell') await tell(tx, round, group.phase + 1, step, hashes);
      await changeGroup(tx, round, index, () =>
        end === null
          ? { ...group, phase: group.phase + 1, isClosed: false, deadline: ports.now() + settings.phaseMs }
          : { ...group, end },
      );
    });
  }
}

/**
 * Ends a group's phase, if everybody has answered or its time is over: an answer that comes later is too late, for
 * whoever computes the group again as well. Null while the group waits.
 */
async function closePhase({ ports, round }: Advance, index: number): Promise<GroupProgress | null> {
  return ports.db.transaction(async (tx) => {
    return changeGroup(tx, round, index, async (group) => {
      if (group.end !== null || group.isClosed) return group;
      const isWaiting = ports.now() < group.deadline && (await hasSilent(tx, round, group));
      return isWaiting ? null : { ...group, isClosed: true };
    });
  });
}

/** Changes one group under a lock on its round; null leaves it as it is. */
async function changeGroup(
  tx: Database,
  round: RoundRow,
  index: number,
  change: (group: GroupProgress) => GroupProgress | null | Promise<GroupProgress | null>,
): Promise<GroupProgress | null> {
  const [locked] = await tx.select().from(rounds).where(eq(rounds.id, round.id)).for('update');
  const groups = groupsOf({ groups: locked?.groups ?? null });
  const group = groups[index];
  if (group === undefined) throw new Error(`round ${round.number} has no group ${index}`);
  const changed = await change(group);
  if (changed === null) return null;
  groups[index] = changed;
  await tx.update(rounds).set({ groups }).where(eq(rounds.id, round.id));
  return changed;
}

/** What members sent first, of those whose bodies and keys are still there. */
async function bodiesOf({ db, blobs }: RoundPorts, round: RoundRow): Promise<Bodies> {
  const rows = await db
    .select({ hash: updates.hash, bodyHash: updates.bodyHash, publicKey: contributors.publicKey })
    .from(updates)
    .innerJoin(contributors, eq(contributors.id, updates.contributor))
    .where(and(eq(updates.roundId, round.id), eq(updates.drawn, true)));
  const bodies = new Map<string, { member: string; body: Uint8Array }>();
  for (const { hash, bodyHash, publicKey } of rows) {
    const body = publicKey === '' ? null : await blobs.get(bodyHash);
    if (body !== null) bodies.set(hash, { member: publicKey, body });
  }
  return bodies;
}

/** Whether somebody was told something in the phase under way and has not answered; no message is read for it. */
async function hasSilent(tx: Database, round: RoundRow, group: GroupProgress): Promise<boolean> {
  const silent = await tx
    .select({ update: maskedMessages.update })
    .from(maskedMessages)
    .where(
      and(
        eq(maskedMessages.roundId, round.id),
        inArray(maskedMessages.update, group.members),
        eq(maskedMessages.phase, group.phase),
        isNull(maskedMessages.said),
      ),
    )
    .limit(1);
  return silent.length > 0;
}

interface StoredMessage {
  readonly update: string;
  readonly phase: number;
  readonly said: string | null;
}

async function messagesOf(tx: Database, round: RoundRow, group: GroupProgress): Promise<StoredMessage[]> {
  return tx
    .select({ update: maskedMessages.update, phase: maskedMessages.phase, said: maskedMessages.said })
    .from(maskedMessages)
    .where(and(eq(maskedMessages.roundId, round.id), inArray(maskedMessages.update, group.members)))
    .orderBy(asc(maskedMessages.phase));
}

/** What was received in each phase so far, by member. */
function receivedOf(
  group: GroupProgress,
  messages: readonly StoredMessage[],
  bodies: Bodies,
): Map<string, Uint8Array>[] {
  const received = Array.from({ length: group.phase + 1 }, () => new Map<string, Uint8Array>());
  for (const update of group.members) {
    const first = bodies.get(update);
    if (first !== undefined) received[0]!.set(first.member, first.body);
  }
  for (const { update, phase, said } of messages) {
    const member = bodies.get(update)?.member;
    if (said !== null && member !== undefined)
      received[phase]?.set(member, new Uint8Array(Buffer.from(said, 'base64')));
  }
  return received;
}

async function tell(
  tx: Database,
  round: RoundRow,
  phase: number,
  { messages }: Extract<ServerStep, { is: 'tell' }>,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = [...messages].flatMap(([member, message]) => {
    const update = hashes.get(member);
    const told = Buffer.from(message).toString('base64');
    return update === undefined ? [] : [{ roundId: round.id, update, phase, told }];
  });
  if (rows.length > 0) await tx.insert(maskedMessages).values(rows).onConflictDoNothing();
}

async function endOf(
  { blobs }: RoundPorts,
  context: MaskingContext,
  step: Exclude<ServerStep, { is: 'tell' }>,
  hashes: ReadonlyMap<string, string>,
): Promise<NonNullable<GroupProgress['end']>> {
  const named = (members: readonly string[]) => members.flatMap((member) => hashes.get(member) ?? []).sort();
  if (step.is === 'void') return { is: 'void', why: step.why.slice(0, 300), culprits: named(step.culprits) };
  const sum = await blobs.put(pack(step.sum, groupTerms(context).ring));
  return { is: 'sum', sum, summed: named(step.members) };
}
