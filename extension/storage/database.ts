import { Dexie, type EntityTable, type Table } from 'dexie';
import { migrations } from './migrations.ts';
import type {
  Consent,
  CreditRecord,
  ExampleRecord,
  KeyRecord,
  MaskingRecord,
  ModelRecord,
  ParticipationRecord,
  PersonalRecord,
  SignalRecord,
  StoryRecord,
  TakenSuggestion,
  TrainingResult,
  UpdateRecord,
  VoteRecord,
  VoucherRecord,
  WritingRecord,
} from './records.ts';

/**
 * The device's database. Everything a person's reading taught stays here; the background writes, the popup and the
 * options page look on through `liveQuery`, the trainer reads examples and leaves results.
 */
export class TaleDatabase extends Dexie {
  declare consent: Table<Consent, 'current'>;
  declare stories: Table<StoryRecord, string>;
  declare signals: EntityTable<SignalRecord, 'id'>;
  declare examples: Table<ExampleRecord, string>;
  declare writings: EntityTable<WritingRecord, 'id'>;
  declare takenSuggestions: EntityTable<TakenSuggestion, 'id'>;
  declare models: Table<ModelRecord, string>;
  declare results: Table<TrainingResult, string>;
  declare personal: Table<PersonalRecord, string>;
  declare updates: Table<UpdateRecord, string>;
  declare participations: Table<ParticipationRecord, string>;
  declare maskings: Table<MaskingRecord, string>;
  declare votes: Table<VoteRecord, string>;
  declare vouchers: Table<VoucherRecord, string>;
  declare credits: Table<CreditRecord, string>;
  declare keys: Table<KeyRecord, 'contributor'>;
  declare settings: Table<{ key: string; value: unknown }, string>;

  constructor(name = 'prompttale') {
    super(name);
    for (const { version, stores, upgrade } of migrations) {
      const defined = this.version(version).stores({ ...stores });
      if (upgrade !== undefined) defined.upgrade(upgrade);
    }
  }
}

/** The database of this extension; opened at first use; makes way when another context upgrades it (Dexie's
 * own habit), and opens anew at the next use. */
export const database = new TaleDatabase();
