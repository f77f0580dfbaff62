import { budgetAfter } from '../../shared/privacy/budget.ts';
import type { TaskName } from '../../shared/protocol/ids.ts';
import type { PrivacyTerms } from '../../shared/protocol/privacy-terms.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { participationRecordSchema, type Status } from '../storage/records.ts';
import { changeStatus } from '../storage/status.ts';

/**
 * The device's half of the privacy ledger: it counts what it made itself, trusts no server to count, and stops when the
 * published budget is used up.
 */

type PrivacyOfTask = Status<'privacy'>['tasks'][number];

/** Where this device stands with a server's task. @param terms of the round under way; null where it asks for no noise */
export async function privacyOf(
  db: TaleDatabase,
  server: string,
  task: TaskName,
  terms: PrivacyTerms | null,
): Promise<Omit<PrivacyOfTask, 'isLessProtected'>> {
  const rows: unknown[] = await db.participations.where('[server+task]').equals([server, task]).toArray();
  const past = rows.flatMap((row) => participationRecordSchema.safeParse(row).data?.noiseMultiplier ?? []);
  const bare = past.filter((sigma) => sigma === 0).length;
  if (terms === null) return { task, budget: null, bare };
  const { spent, total, participations, mayTakePart } = budgetAfter(past, terms);
  return { task, budget: { terms, spent, total, participations, isSpent: !mayTakePart }, bare };
}

/** Keeps what the popup shows of it. */
export async function tellPrivacy(db: TaleDatabase, now: number, privacy: PrivacyOfTask): Promise<void> {
  await changeStatus(db, 'privacy', (current) => ({
    tasks: [...(current?.tasks ?? []).filter(({ task }) => task !== privacy.task), privacy],
    at: now,
  }));
}
