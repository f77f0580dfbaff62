import { type FamiliarLabels, openFamiliarLabels } from '../../shared/text/familiar-labels.ts';
import type { TaleDatabase } from '../storage/database.ts';

/**
 * The labels of all stories on record, kept in memory between pages. Read anew when stories were forgotten, so that
 * what was erased is not remembered here.
 */
export function createLabelsMet(db: TaleDatabase): () => Promise<FamiliarLabels> {
  let met: { readonly labels: FamiliarLabels; readonly stories: number } | null = null;
  return async () => {
    const stories = await db.stories.count();
    if (met === null || stories < met.stories) {
      const labels = openFamiliarLabels();
      await db.stories.each(({ facts }) => labels.meet([facts]));
      met = { labels, stories };
    } else met = { ...met, stories };
    return met.labels;
  };
}
