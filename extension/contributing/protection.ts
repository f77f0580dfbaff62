import { z } from 'zod';
import { maskingTermsSchema } from '../../shared/protocol/masking-terms.ts';
import { privacyTermsSchema } from '../../shared/protocol/privacy-terms.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { protectionKey } from '../storage/protection-key.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';
import type { CurrentRound } from './fetch-round.ts';

const protectionSchema = z.object({
  privacy: privacyTermsSchema.nullable(),
  masking: maskingTermsSchema.nullable(),
});
type Protection = z.infer<typeof protectionSchema>;

/**
 * Whether a round protects updates less than the first one did that this device contributed to since contributing was
 * switched on: somebody agreed to that, and not to less. What protects more becomes what is expected.
 */
export async function isLessProtected(
  db: TaleDatabase,
  server: string,
  { task, privacy, masking }: Pick<CurrentRound, 'task' | 'privacy' | 'masking'>,
): Promise<boolean> {
  const key = protectionKey(server, task);
  const agreed = await readSetting(db, key, protectionSchema);
  const now = { privacy, masking };
  if (agreed !== null && isWeaker(now, agreed)) return true;
  await writeSetting(db, key, protectionSchema, now);
  return false;
}

/** Whether anything is given up: masks, or members to hide among, or the other party; noise, or how seldom one takes part. */
export function isWeaker(now: Protection, agreed: Protection): boolean {
  return isLessMasked(now.masking, agreed.masking) || isLessNoised(now.privacy, agreed.privacy);
}

function isLessMasked(now: Protection['masking'], agreed: Protection['masking']): boolean {
  if (agreed === null) return false;
  if (now === null || now.engine !== agreed.engine || now.groupSize < agreed.groupSize) return true;
  // Another helper is another party to trust.
  return now.engine === 'helper' && agreed.engine === 'helper' && now.helperKey !== agreed.helperKey;
}

function isLessNoised(now: Protection['privacy'], agreed: Protection['privacy']): boolean {
  if (agreed === null) return false;
  return (
    now === null ||
    now.noiseMultiplier < agreed.noiseMultiplier ||
    now.participations > agreed.participations ||
    now.delta > agreed.delta
  );
}
