import type { TaskName } from '../protocol/ids.ts';
import type { ModelSpec } from './model-spec.ts';
import { rankingSpec } from './ranking.ts';
import { tasteSpec } from './taste.ts';
import { voiceSpec } from './voice.ts';

/** The model of each task. */
export const taskModels: Readonly<Record<TaskName, ModelSpec>> = {
  taste: tasteSpec,
  voice: voiceSpec,
  ranking: rankingSpec,
};
