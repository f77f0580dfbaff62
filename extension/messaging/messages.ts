import { z } from 'zod';
import { taskSchema } from '../../shared/protocol/ids.ts';
import { healthNoteSchema, storyFactsSchema } from '../../shared/protocol/page.ts';
import { MAX_TEXT_CHARACTERS, observationSchema } from '../../shared/protocol/signal.ts';
import { statementRowSchema } from '../../shared/protocol/statement.ts';

/**
 * The one map of messages between the extension's contexts: `{ name: { from, in, out } }`.
 *
 * `from` is the sender policy that the receiver enforces (`receive.ts`): `page` messages may come from a content
 * script in a tab, and the site is taken from the sender's URL, never from the body; `internal` ones only from the
 * extension's own pages. Content scripts import the *types* of this file and nothing else of it: zod stays out of pages.
 */

/** Site ids are file names of `extension/sites`; `readability` is the fallback for any other site switched on. */
export const siteIdSchema = z.string().regex(/^[a-z0-9-]{2,40}$/);

const signalKinds = z.object({ reading: z.boolean(), feedback: z.boolean(), writing: z.boolean() });
/** Which kinds of signal may be captured on a page right now (consent, site switch and pause, all considered). */
export type AllowedKinds = z.infer<typeof signalKinds>;

export const matchSchema = z.object({
  workId: z.string(),
  /** How likely this reader is to enjoy the story, 0 … 100; null while too little is known to say. */
  percent: z.number().int().min(0).max(100).nullable(),
  /** What the figure rests on: the reader's own head on the shared model, own data only, or everybody's prior. */
  basis: z.enum(['personal', 'local', 'population', 'unknown']),
  /** Up to three traits that moved the figure most, strongest first, in words. */
  traits: z.array(z.object({ label: z.string().max(120), favours: z.boolean() })).max(3),
  /** Its reader does not want to see it in listings. */
  hidden: z.boolean().optional(),
});
export type Match = z.infer<typeof matchSchema>;

const storyReport = z.object({
  kind: z.literal('story'),
  facts: storyFactsSchema,
  /** Words of the chapter shown on this page. */
  wordsShown: z.number().int().min(0),
});
const editorReport = z.object({ kind: z.literal('editor') });
const listingReport = z.object({ kind: z.literal('listing'), works: z.array(storyFactsSchema).max(200) });
const nothing = z.null();

/** A whole novel. */
const MOST_DRAFT = 2_000_000;
const surroundings = {
  before: z.string().max(2_000),
  after: z.string().max(200),
  by: z.enum(['pause', 'key']),
};
export const candidateSchema = z.object({
  text: z.string().min(1).max(2_000),
  /** ln of the probability its engine gave it; null where that is not known. */
  logProbability: z.number().max(0).nullable(),
});
const suggested = z.object({
  candidates: z.array(candidateSchema).max(8),
  /** Who suggested, as shown: `voice`, `built-in`, `endpoint`. */
  engine: z.string().max(40),
  /** Why there is nothing, in words for the writer; null where nothing is wrong. */
  trouble: z.string().max(400).nullable(),
});
const suggestionEvent = z.discriminatedUnion('is', [
  z.object({ is: z.literal('shown') }),
  z.object({ is: z.literal('dismissed') }),
  z.object({ is: z.literal('edited') }),
  z.object({
    is: z.literal('taken'),
    whole: z.boolean(),
    before: z.string().max(2_000),
    seen: z.array(candidateSchema).min(1).max(8),
    chosen: z.number().int().min(0).max(7),
  }),
]);
const writingChoices = z.object({
  suggesting: z.boolean(),
  /** Whether what is typed may be learnt from. */
  learning: z.boolean(),
  tab: z.boolean(),
  pause: z.number().int().min(50).max(5_000),
  fieldsOff: z.array(z.string().max(120)).max(200),
});
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

/**
 * What the trainer is to do: learn something to contribute, fit only what stays on the device, or judge a candidate that
 * others taught.
 */
export const trainingPurposeSchema = z.enum(['contribute', 'personalise', 'judge']);

export const messages = {
  /** A page of a switched-on site was read by its adapter. `page` is null when the adapter did not know it. */
  'page.opened': {
    from: 'page',
    in: z.object({
      site: siteIdSchema,
      page: z.discriminatedUnion('kind', [storyReport, listingReport, editorReport]).nullable(),
      health: z.array(healthNoteSchema).max(40),
    }),
    out: z.object({
      allowed: signalKinds,
      badges: z.boolean(),
      suggestions: z.boolean(),
      matches: z.array(matchSchema),
      /** What is to be done to a listing, where badges are shown. */
      view: z.object({ dim: z.boolean(), sort: z.boolean() }),
    }),
  },
  /** The text of the chapter on the page, for features computed on the device; sent only when `allowed.reading`. */
  'page.text': {
    from: 'page',
    in: z.object({
      site: siteIdSchema,
      workId: z.string().min(1).max(200),
      chapterId: z.string().max(200).nullable(),
      text: z.string().max(MAX_TEXT_CHARACTERS),
    }),
    out: z.object({ match: matchSchema.nullable() }),
  },
  /**
   * Why one story matches: asked when a reader wants to know. `page.opened` explains only the first works of a
   * listing, since explaining forty would keep the page waiting.
   */
  'page.why': {
    from: 'page',
    in: z.object({ site: siteIdSchema, facts: storyFactsSchema }),
    out: z.object({ match: matchSchema.nullable() }),
  },
  /** Something the reader did. */
  'page.observed': {
    from: 'page',
    in: z.object({ site: siteIdSchema, facts: storyFactsSchema, observation: observationSchema }),
    out: z.object({ stored: z.boolean() }),
  },
  /** To every tab of a site: what may be captured has changed (switch, consent, pause). */
  'page.allowed': {
    from: 'internal',
    in: signalKinds.extend({ badges: z.boolean(), suggestions: z.boolean() }),
    out: nothing,
  },
  /** To the tab that shows an editor: all of the draft that was written in last, for somebody who wants it looked at. */
  'page.draft': {
    from: 'internal',
    in: z.object({}),
    out: z.object({
      draft: z
        .object({
          site: siteIdSchema,
          title: z.string().max(200),
          text: z.string().max(MOST_DRAFT),
          /** Before the caret. */
          before: z.string().max(2_000),
          selected: z.string().max(20_000),
        })
        .nullable(),
    }),
  },
  /** To the same tab: puts a text that was chosen in the panel at the caret of that draft. */
  'page.insert': {
    from: 'internal',
    in: z.object({ text: z.string().min(1).max(4_000) }),
    out: z.object({ inserted: z.boolean() }),
  },

  /** A page with an editor is open, and something may be done there: bring in the script for it. */
  'writing.begin': {
    from: 'page',
    in: z.object({ site: siteIdSchema }),
    out: z.object({ begun: z.boolean() }),
  },
  /** How suggestions are to be given on this site. */
  'writing.choices': { from: 'page', in: z.object({ site: siteIdSchema }), out: writingChoices },
  /** What could come next at the caret. */
  'writing.suggest': {
    from: 'page',
    in: z.object({ site: siteIdSchema, ...surroundings }),
    out: suggested,
  },
  /** What somebody typed on one page, paragraphs in order; replaces what was told of it before. */
  'writing.typed': {
    from: 'page',
    in: z.object({
      site: siteIdSchema,
      /** The address of the draft, without its query. */
      draft: z.string().min(1).max(200),
      /** One page's life. */
      visit: z.string().regex(/^[0-9a-f]{16}$/),
      text: z.string().max(MAX_TEXT_CHARACTERS + 100),
    }),
    out: z.object({ stored: z.boolean() }),
  },
  /** What became of a suggestion. */
  'writing.happened': {
    from: 'page',
    in: z.object({ site: siteIdSchema, event: suggestionEvent }),
    out: nothing,
  },
  /** The writer switched suggestions off or on in one field, or on the whole site (`field` null). */
  'writing.switch': {
    from: 'page',
    in: z.object({ site: siteIdSchema, field: z.string().max(120).nullable(), on: z.boolean() }),
    out: writingChoices,
  },
  /** Forgets what was learnt from one draft. */
  'writing.forget': {
    from: 'internal',
    in: z.object({ site: siteIdSchema, draft: z.string().max(200) }),
    out: z.object({ forgotten: z.number().int() }),
  },
  /** Background → writer (a Worker beside the trainer's): candidates for a place in a text. */
  'writer.suggest': {
    from: 'internal',
    /** `tab`: a newer question of the same tab makes the one before it worthless. */
    in: z.object({ ...surroundings, tab: z.number().int() }),
    out: suggested,
  },
  /** The writer has not been asked for a while and ended its Worker. */
  'writer.idle': { from: 'internal', in: z.object({}), out: nothing },

  /** Consent, switches and permissions changed: register content scripts, delete what was withdrawn. */
  'consent.apply': { from: 'internal', in: z.object({}), out: z.object({ sitesOn: z.array(siteIdSchema) }) },
  /** Train on what is stored, then contribute if that was agreed. `force` skips the wait for idle and enough signals. */
  'training.start': {
    from: 'internal',
    in: z.object({ force: z.boolean() }),
    out: z.object({ started: z.boolean(), why: z.string() }),
  },
  'training.stop': { from: 'internal', in: z.object({}), out: z.object({ stopped: z.boolean() }) },
  /** Do what is due now: fetch the round, submit the outbox, check inclusion, ask for the voucher. */
  'contribution.sync': { from: 'internal', in: z.object({}), out: z.object({ did: z.array(z.string()) }) },
  'payout.bind': {
    from: 'internal',
    /** `unlinked`: the server is not told, and pays by credits. */
    in: z.object({ address, unlinked: z.boolean() }),
    out: z.object({ bound: z.boolean(), why: z.string() }),
  },
  /** Says something to the operator of a decision about this contributor. */
  'contribution.appeal': {
    from: 'internal',
    in: z.object({ note: z.string().trim().min(1).max(1000) }),
    out: z.object({ sent: z.boolean(), why: z.string() }),
  },
  /** Makes this device's key anew from a recovery phrase, in the place of the one there is. */
  'contributor.recover': {
    from: 'internal',
    in: z.object({ phrase: z.string().min(1).max(400) }),
    out: z.object({ recovered: z.boolean() }),
  },
  'claim.start': {
    from: 'internal',
    in: z.object({}),
    out: z.object({ state: z.string(), why: z.string() }),
  },
  /** The address of the server's page on which one claims with a wallet of one's own. */
  'claim.page': {
    from: 'internal',
    in: z.object({}),
    out: z.discriminatedUnion('is', [
      z.object({ is: z.literal('page'), url: z.url() }),
      z.object({ is: z.literal('none'), why: z.string() }),
    ]),
  },
  /** Writers of a tab's page who take tips, and where each is tipped. */
  'tips.onPage': {
    from: 'internal',
    in: z.object({ tab: z.number().int() }),
    out: z.object({
      tips: z
        .array(z.object({ name: z.string().max(100), writer: z.string().max(200), url: z.url() }))
        .max(10),
    }),
  },
  /** A page of what became of every update that was sent, as the server keeps account of it. */
  'earnings.statement': {
    from: 'internal',
    in: z.object({ before: z.number().int().positive().nullable() }),
    out: z.discriminatedUnion('is', [
      z.object({
        is: z.literal('rows'),
        rows: z.array(statementRowSchema),
        before: z.number().int().nullable(),
      }),
      z.object({ is: z.literal('none'), why: z.string() }),
    ]),
  },
  'data.erase': {
    from: 'internal',
    in: z.discriminatedUnion('what', [
      z.object({ what: z.literal('everything'), tellServer: z.boolean() }),
      z.object({ what: z.literal('site'), site: siteIdSchema }),
      z.object({ what: z.literal('day'), day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }),
      z.object({ what: z.literal('story'), story: z.string().max(260) }),
    ]),
    out: z.object({ erased: z.number().int(), notes: z.array(z.string()) }),
  },

  /** Background → trainer (offscreen document). Tensors and results travel through Dexie; only ids cross here. */
  'trainer.train': {
    from: 'internal',
    in: z.object({
      task: taskSchema,
      modelHash: z.string(),
      purpose: trainingPurposeSchema,
      seed: z.number().int().nonnegative(),
      steps: z.number().int().min(1).max(100_000),
      milliseconds: z.number().positive(),
    }),
    out: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('trained'),
        resultId: z.string(),
        steps: z.number().int(),
        backend: z.string(),
      }),
      z.object({ outcome: z.literal('stopped') }),
      z.object({ outcome: z.literal('failed'), why: z.string() }),
    ]),
  },
  /** Trainer → background, whichever way a training ended: the background may have slept meanwhile. */
  'training.ended': {
    from: 'internal',
    in: z.object({
      outcome: z.enum(['trained', 'stopped', 'failed']),
      task: taskSchema,
      purpose: trainingPurposeSchema,
      modelHash: z.string(),
    }),
    out: nothing,
  },
  'trainer.stop': { from: 'internal', in: z.object({}), out: z.object({ stopped: z.boolean() }) },
} as const satisfies Record<string, { from: 'page' | 'internal'; in: z.ZodType; out: z.ZodType }>;

export type MessageMap = typeof messages;
export type MessageName = keyof MessageMap;
export type MessageIn<N extends MessageName> = z.infer<MessageMap[N]['in']>;
export type MessageOut<N extends MessageName> = z.infer<MessageMap[N]['out']>;

/** The contexts a message can be meant for; every listener ignores what is not addressed to it. */
export type MessageTarget = 'background' | 'trainer' | 'writer' | 'page';

export interface MessageEnvelope<N extends MessageName = MessageName> {
  readonly target: MessageTarget;
  readonly name: N;
  readonly body: MessageIn<N>;
}

/** What comes back: a checked answer, or a refusal a person can act on. */
export type MessageReply<N extends MessageName = MessageName> =
  | { readonly ok: true; readonly body: MessageOut<N> }
  | { readonly ok: false; readonly code: string; readonly message: string };
