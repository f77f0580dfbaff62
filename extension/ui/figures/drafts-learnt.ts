import { siteById } from '../../sites/registry.ts';
import type { TaleDatabase } from '../../storage/database.ts';
import { writingRecordSchema } from '../../storage/records.ts';

/** A draft that something was learnt from, over all the visits to its page. */
export interface DraftLearnt {
  readonly site: string;
  readonly siteName: string;
  /** Its address, without what is before the host's name. */
  readonly draft: string;
  readonly words: number;
  readonly at: number;
}

/** The drafts that were learnt from, the newest first. */
export async function readDraftsLearnt(db: TaleDatabase): Promise<DraftLearnt[]> {
  const drafts = new Map<string, DraftLearnt>();
  await db.writings.each((raw) => {
    const row = writingRecordSchema.safeParse(raw);
    if (!row.success) return;
    const { site, at, isWord } = row.data;
    const key = row.data.draft.replace(/#[0-9a-f]*$/, '');
    const known = drafts.get(key);
    drafts.set(key, {
      site,
      siteName: siteById(site)?.name ?? site,
      draft: key.slice(site.length + 1),
      words: (known?.words ?? 0) + isWord.reduce((sum, flag) => sum + flag, 0),
      at: Math.max(known?.at ?? 0, at),
    });
  });
  return [...drafts.values()].sort((a, b) => b.at - a.at);
}
