import { type FamiliarLabels, openFamiliarLabels } from '../../shared/text/familiar-labels.ts';
import type { TaleDatabase } from '../storage/database.ts';

/** A page is kept waiting for these when the background has just woken: all four thousand would take a tenth of a second. */
const STORIES_READ = 1000;

/**
 * The labels of the stories met last, kept in memory between pages. Read anew when stories were forgotten, so that
 * what was erased is not remembered here.
 */
export function createLabelsMet(db: TaleDatabase): () => Promise<FamiliarLabels> {
  let met: { readonly labels: FamiliarLabels; readonly stories: number } | null = null;
  return async () => {
    const stories = await db.stories.count();
    if (met === null || stories < met.stories) {
      const labels = openFamiliarLabels();
      const newest = await db.stories.orderBy('lastSeen').reverse().limit(STORIES_READ).toArray();
      labels.meet(newest.map(({ facts }) => facts));
      met = { labels, stories };
    } else met = { ...met, stories };
    return met.labels;
  };
}
