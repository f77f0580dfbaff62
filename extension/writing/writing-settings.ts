import { z } from 'zod';
import type { TaleDatabase } from '../storage/database.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';

/** Whom a text is to please: the writer's own taste, everybody's, or readers of one kind of story. */
export const readerships = [
  'me',
  'everyone',
  'romance',
  'adventure',
  'speculative',
  'dark',
  'everyday',
] as const;
export const readershipSchema = z.enum(readerships);
export type Readership = z.infer<typeof readershipSchema>;

export const engineChoiceSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('voice') }),
  z.object({ is: z.literal('built-in') }),
  z.object({
    is: z.literal('endpoint'),
    url: z.url({ protocol: /^https?$/ }),
    model: z.string().min(1).max(200),
  }),
]);
export type EngineChoice = z.infer<typeof engineChoiceSchema>;

/** How this device suggests, and what of writing it keeps. Consent is elsewhere: without it none of this counts. */
export const writingSettingsSchema = z.object({
  engine: engineChoiceSchema,
  readership: readershipSchema,
  tab: z.boolean(),
  /** How long a pause is before something is suggested, ms. */
  pause: z.number().int().min(100).max(5_000),
  /** Sites that are on, without suggestions. */
  sitesOff: z.array(z.string()).max(200),
  /** Fields without suggestions: `${site} ${field}`. */
  fieldsOff: z.array(z.string().max(170)).max(500),
  /** Drafts that are not learnt from: `${site}:${address}`. */
  draftsOff: z.array(z.string().max(260)).max(500),
  /** What was written is forgotten after so many days; null keeps it. */
  keepDays: z.number().int().min(1).max(3_650).nullable(),
});
export type WritingSettings = z.infer<typeof writingSettingsSchema>;

const KEY = 'writing';
/** Apart from the rest, so that no export and no report ever takes it along. */
export const ENDPOINT_KEY_SETTING = 'writing.endpoint-key';

export const defaultWritingSettings: WritingSettings = {
  engine: { is: 'voice' },
  readership: 'me',
  tab: true,
  pause: 250,
  sitesOff: [],
  fieldsOff: [],
  draftsOff: [],
  keepDays: 365,
};

export async function readWritingSettings(db: TaleDatabase): Promise<WritingSettings> {
  return (await readSetting(db, KEY, writingSettingsSchema)) ?? defaultWritingSettings;
}

export async function changeWritingSettings(
  db: TaleDatabase,
  change: (settings: WritingSettings) => WritingSettings,
): Promise<WritingSettings> {
  return db.transaction('rw', db.settings, async () => {
    const changed = change(await readWritingSettings(db));
    await writeSetting(db, KEY, writingSettingsSchema, changed);
    return changed;
  });
}

/** The key of the writer's own endpoint; stays on this device. Empty where none was given. */
export async function readEndpointKey(db: TaleDatabase): Promise<string> {
  return (await readSetting(db, ENDPOINT_KEY_SETTING, endpointKeySchema)) ?? '';
}

export async function writeEndpointKey(db: TaleDatabase, key: string): Promise<void> {
  await writeSetting(db, ENDPOINT_KEY_SETTING, endpointKeySchema, key.trim());
}

const endpointKeySchema = z.string().max(1_000);
