import { openVocabulary, type Vocabulary, vocabularySchema } from '../../shared/text/vocabulary.ts';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import { allowedKinds, coversPage, maySuggest } from '../consent/gate.ts';
import { readConsent } from '../consent/record.ts';
import type { MessageIn, MessageOut, MessageReply } from '../messaging/messages.ts';
import { onInternal, onPage, type PageOrigin, type Route } from '../messaging/receive.ts';
import { localDay } from '../storage/calendar.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { writingRecordSchema } from '../storage/records.ts';
import type { StorageGuard } from '../storage/trouble.ts';
import { noteChoice } from './note-choice.ts';
import { noteEvent } from './tally.ts';
import { FEWEST_WORDS, wordCount, writingExample } from './writing-example.ts';
import { changeWritingSettings, readWritingSettings } from './writing-settings.ts';

export interface WritingPorts {
  readonly db: TaleDatabase;
  readonly guard: StorageGuard;
  now(): number;
  wordVectors(): Promise<WordVectors>;
  /** A file of the package. */
  read(path: `/${string}`): Promise<Uint8Array>;
  /** Brings the writing script into a tab. */
  bringIn(tabId: number): Promise<void>;
  /** The hidden document, where the Worker that suggests lives. */
  readonly document: { open(): Promise<void> };
  suggest(body: MessageIn<'writer.suggest'>): Promise<MessageReply<'writer.suggest'>>;
}

/** What the background answers to pages with an editor. Consent is asked at every message, at the moment it arrives. */
export function writingRoutes(ports: WritingPorts): Route[] {
  const vocabulary = lazyVocabulary(ports.read);
  return [
    onPage('writing.begin', async ({ site }, origin) => {
      const { suggesting, learning } = await choicesFor(ports, site, origin);
      if (!suggesting && !learning) return { begun: false };
      await ports.bringIn(origin.tabId);
      return { begun: true };
    }),
    onPage('writing.choices', ({ site }, origin) => choicesFor(ports, site, origin)),
    onPage('writing.suggest', (body, origin) => suggested(ports, body, origin)),
    onPage('writing.typed', (body, origin) => typed(ports, vocabulary, body, origin)),
    onPage('writing.happened', async (body, origin) => {
      await happened(ports, body, origin);
      return null;
    }),
    onPage('writing.switch', (body, origin) => switched(ports, body, origin)),
    onInternal('writing.forget', ({ site, draft }) => ports.guard(() => forgetDraft(ports.db, site, draft))),
  ];
}

const nothing: MessageOut<'writing.choices'> = {
  suggesting: false,
  learning: false,
  tab: false,
  pause: 250,
  fieldsOff: [],
};

async function choicesFor(
  { db, now }: WritingPorts,
  site: string,
  origin: PageOrigin,
): Promise<MessageOut<'writing.choices'>> {
  const [consent, settings] = await Promise.all([readConsent(db), readWritingSettings(db)]);
  if (!coversPage(consent, site, origin.url)) return nothing;
  const prefix = `${site} `;
  return {
    suggesting: maySuggest(consent, site) && !settings.sitesOff.includes(site),
    learning: allowedKinds(consent, site, now()).writing,
    tab: settings.tab,
    pause: settings.pause,
    fieldsOff: settings.fieldsOff
      .filter((field) => field.startsWith(prefix))
      .map((field) => field.slice(prefix.length)),
  };
}

async function suggested(
  ports: WritingPorts,
  { site, before, after, by }: MessageIn<'writing.suggest'>,
  origin: PageOrigin,
): Promise<MessageOut<'writing.suggest'>> {
  const { suggesting } = await choicesFor(ports, site, origin);
  if (!suggesting) return { candidates: [], engine: 'voice', trouble: null };
  await ports.document.open();
  const reply = await ports.suggest({ before, after, by, tab: origin.tabId });
  if (reply.ok) return reply.body;
  return { candidates: [], engine: 'voice', trouble: reply.message.slice(0, 400) };
}

async function typed(
  ports: WritingPorts,
  vocabulary: () => Promise<Vocabulary>,
  { site, draft, visit, text }: MessageIn<'writing.typed'>,
  origin: PageOrigin,
): Promise<{ stored: boolean }> {
  const { db } = ports;
  const [{ learning }, settings] = await Promise.all([
    choicesFor(ports, site, origin),
    readWritingSettings(db),
  ]);
  if (!learning || settings.draftsOff.includes(draftKey(site, draft))) return { stored: false };
  const example = writingExample(text, await vocabulary());
  if (wordCount(example) < FEWEST_WORDS) return { stored: false };
  const at = ports.now();
  const key = `${draftKey(site, draft)}#${visit}`;
  const row = writingRecordSchema.parse({ draft: key, site, at, day: localDay(at), ...example });
  await ports.guard(() =>
    db.transaction('rw', db.writings, async () => {
      const known = await db.writings.where('draft').equals(key).first();
      await db.writings.put(known?.id === undefined ? row : { ...row, id: known.id });
    }),
  );
  return { stored: true };
}

async function happened(
  ports: WritingPorts,
  { site, event }: MessageIn<'writing.happened'>,
  origin: PageOrigin,
): Promise<void> {
  const { db } = ports;
  const { suggesting, learning } = await choicesFor(ports, site, origin);
  if (!suggesting) return;
  await ports.guard(() =>
    noteEvent(db, event.is === 'taken' && !event.whole ? 'partly' : event.is, ports.now()),
  );
  if (!learning) return;
  if (event.is === 'edited') {
    // What was taken and then changed was no good suggestion.
    const last = await db.takenSuggestions.orderBy('at').last();
    if (last?.id !== undefined && ports.now() - last.at < EDITED_WITHIN)
      await db.takenSuggestions.delete(last.id);
    return;
  }
  if (event.is !== 'taken') return;
  const { before, seen, chosen } = event;
  const vectors = await ports.wordVectors();
  await ports.guard(() => noteChoice(db, { site, before, seen, chosen }, ports.now(), vectors));
}

/** A list is taken back when its text was changed so soon, ms. */
const EDITED_WITHIN = 30_000;

async function switched(
  ports: WritingPorts,
  { site, field, on }: MessageIn<'writing.switch'>,
  origin: PageOrigin,
): Promise<MessageOut<'writing.choices'>> {
  if (!coversPage(await readConsent(ports.db), site, origin.url)) return nothing;
  await changeWritingSettings(ports.db, (settings) =>
    field === null
      ? { ...settings, sitesOff: toggled(settings.sitesOff, site, !on) }
      : { ...settings, fieldsOff: toggled(settings.fieldsOff, `${site} ${field}`, !on) },
  );
  return choicesFor(ports, site, origin);
}

/** Forgets every page's life of one draft. */
async function forgetDraft(db: TaleDatabase, site: string, draft: string): Promise<{ forgotten: number }> {
  return {
    forgotten: await db.writings
      .where('draft')
      .startsWith(`${draftKey(site, draft)}#`)
      .delete(),
  };
}

/** What was written is kept for as long as the writer said; to be called now and then. */
export async function forgetOldWritings(db: TaleDatabase, now: number): Promise<number> {
  const { keepDays } = await readWritingSettings(db);
  if (keepDays === null) return 0;
  const since = now - keepDays * 86_400_000;
  const gone = await db.writings.where('at').below(since).delete();
  return gone + (await db.takenSuggestions.where('at').below(since).delete());
}

/** A draft of a site, by its address. */
function draftKey(site: string, draft: string): string {
  return `${site}:${draft}`.slice(0, 230);
}

function toggled(list: readonly string[], entry: string, within: boolean): string[] {
  const others = list.filter((other) => other !== entry);
  return within ? [...others, entry] : others;
}

function lazyVocabulary(read: WritingPorts['read']): () => Promise<Vocabulary> {
  let opening: Promise<Vocabulary> | null = null;
  return () => {
    opening ??= read('/models/voice/vocabulary.json').then((bytes) =>
      openVocabulary(vocabularySchema.parse(JSON.parse(new TextDecoder().decode(bytes)))),
    );
    opening.catch(() => {
      opening = null;
    });
    return opening;
  };
}
