import type { RankingExample } from '../../../shared/learning/ranking/example.ts';
import { rankingTask } from '../../../shared/learning/ranking/task.ts';
import { rankingSpec } from '../../../shared/models/ranking.ts';
import { takenSuggestionSchema } from '../../storage/records.ts';
import type { DeviceTask } from './device-task.ts';

/** Which suggestions a writer takes, from lists of which one was taken. */
export const rankingOnDevice: DeviceTask<RankingExample> = {
  name: 'ranking',
  spec: rankingSpec,
  async examples(db) {
    const rows = await db.takenSuggestions.orderBy('at').toArray();
    return rows.flatMap((row) => {
      const parsed = takenSuggestionSchema.safeParse(row);
      return parsed.success ? [parsed.data] : [];
    });
  },
  open: async () => rankingTask,
  personalise: () => null,
};
