import { type PersonalTaste, personalTasteSchema } from '../../shared/learning/taste/personal.ts';
import { decodeParameters, namedTensors } from '../../shared/models/parameters.ts';
import { initialTasteParameters, tasteSpec } from '../../shared/models/taste.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { modelRecordSchema, type PersonalRecord } from '../storage/records.ts';
import { newestModel } from './models.ts';

/** The shared model and the reader's own part of it. */
export interface TasteJudge {
  /** Changes whenever one of the parts does. */
  readonly mark: string;
  readonly parameters: Float32Array;
  readonly personal: PersonalTaste | null;
  /** Whether the population's judgement tells stories apart at all. */
  readonly hasOpinion: boolean;
}

/** The judge as the database has it now; the one at hand where nothing changed. */
export async function openTasteJudge(
  db: TaleDatabase,
  atHand: TasteJudge | null = null,
): Promise<TasteJudge> {
  // A page waits for this: models are large, their hashes are not.
  const [row, hashes] = await Promise.all([
    db.personal.get('taste'),
    db.models.where('task').equals('taste').primaryKeys(),
  ]);
  const mark = JSON.stringify([row?.base, row?.at, hashes]);
  if (atHand?.mark === mark) return atHand;
  const newest = await newestModel(db, 'taste');
  // The head judges with the model it was fitted to, until the next training fits it to a newer one.
  const own = row === undefined ? null : await parametersOf(db, row.base);
  const personal = row === undefined || own === null ? null : tasteOf(row);
  const shared = newest === null ? null : await parametersOf(db, newest.hash);
  const parameters = (personal === null ? shared : own) ?? initialTasteParameters();
  return { mark, parameters, personal, hasOpinion: hasPopulationOpinion(parameters) };
}

/** Null when the model is gone or damaged: its head is then of no use either. */
async function parametersOf(db: TaleDatabase, hash: string): Promise<Float32Array | null> {
  const row = modelRecordSchema.safeParse(await db.models.get(hash));
  if (!row.success) return null;
  try {
    return decodeParameters(tasteSpec, row.data.parameters);
  } catch {
    return null;
  }
}

function tasteOf(row: PersonalRecord): PersonalTaste | null {
  const parsed = personalTasteSchema.safeParse(row.head);
  return parsed.success ? parsed.data : null;
}

/** Before anybody taught it the population's part is all zeros, and says the same of every story. */
function hasPopulationOpinion(parameters: Float32Array): boolean {
  const tensors = namedTensors(tasteSpec, parameters);
  return ['prior.kernel', 'prior.skip'].some((name) => tensors.get(name)?.some((value) => value !== 0));
}
