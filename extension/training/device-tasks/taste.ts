import type { TasteExample } from '../../../shared/learning/taste/example.ts';
import { fitPersonalTaste } from '../../../shared/learning/taste/personal.ts';
import { tasteTask } from '../../../shared/learning/taste/task.ts';
import { tasteSpec } from '../../../shared/models/taste.ts';
import { exampleRecordSchema } from '../../storage/records.ts';
import type { DeviceTask } from './device-task.ts';

/** What a reader enjoys, from the stories that something was observed of. */
export const tasteOnDevice: DeviceTask<TasteExample> = {
  name: 'taste',
  spec: tasteSpec,
  async examples(db) {
    const rows = await db.examples.where('task').equals('taste').toArray();
    return rows.flatMap((row) => {
      const parsed = exampleRecordSchema.safeParse(row);
      if (!parsed.success) return [];
      const { features, preference, confidence, at } = parsed.data;
      return [{ features, preference, weight: confidence, at }];
    });
  },
  open: async () => tasteTask,
  personalise(parameters, examples) {
    const head = fitPersonalTaste(parameters, examples);
    return { head, examples: head.examples };
  },
};
