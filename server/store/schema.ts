import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

/**
 * The server's tables, for PGlite and PostgreSQL alike. Bodies, models and optimiser states are blobs, stored under
 * their hash (`blobs.ts`); rows hold hashes only and are committed last. Times are ms since 1970.
 */

const time = (name: string) => bigint(name, { mode: 'number' });
/** uint256 fits; whole numbers only. */
const wei = (name: string) => numeric(name, { precision: 78, scale: 0 });

export const contributors = pgTable('contributors', {
  id: text('id').primaryKey(),
  publicKey: text('public_key').notNull(),
  enrolledAt: time('enrolled_at').notNull(),
  acceptedRounds: integer('accepted_rounds').notNull().default(0),
  suspended: boolean('suspended').notNull().default(false),
  /** Where this contributor wants to be paid; null until bound. */
  account: text('account'),
  /** The epoch in which it was bound: it ties keys together from the next one on. */
  accountSince: integer('account_since'),
  /** The first person of the chain of invitations this one came by, whom the operator invited; null without one. */
  inviteRoot: text('invite_root'),
});

/** Invitations that were given out: who holds a code may enrol once by it. */
export const invites = pgTable('invites', {
  /** SHA-256 of the code. */
  hash: text('hash').primaryKey(),
  /** Who gave it; null for the operator. */
  by: text('by'),
  createdAt: time('created_at').notNull(),
  usedBy: text('used_by'),
});

/** Marks of suspended people who were forgotten (`entities/tombstones.ts`). */
export const tombstones = pgTable('tombstones', {
  mark: text('mark').primaryKey(),
  at: time('at').notNull(),
});

/** What a contributor says of a decision about him, the newest: the operator reads it. */
export const appeals = pgTable('appeals', {
  contributor: text('contributor').primaryKey(),
  note: text('note').notNull(),
  at: time('at').notNull(),
});

/** Nonces of signed requests, kept for as long as their clock tolerance lasts. */
export const requestNonces = pgTable('request_nonces', {
  nonce: text('nonce').primaryKey(),
  expiresAt: time('expires_at').notNull(),
});

export const rounds = pgTable(
  'rounds',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    task: text('task').notNull(),
    number: integer('number').notNull(),
    /** open → closing → candidate → ratifying → published | quarantined | void (`round-state.ts`). */
    state: text('state').notNull(),
    baseVersion: integer('base_version').notNull(),
    baseHash: text('base_hash').notNull(),
    stateHash: text('state_hash').notNull(),
    norm: doublePrecision('norm').notNull(),
    /** σ, k, δ of the noise that its updates carry; null for none. */
    privacy: jsonb('privacy'),
    /** How single updates are hidden; null where they are not. */
    masking: jsonb('masking'),
    /** Groups of a masked round and where they stand (`masking/group-progress.ts`); null before they are drawn. */
    groups: jsonb('groups'),
    /** Secret until the round is logged; its SHA-256 is published when the round opens. */
    seed: text('seed').notNull(),
    openedAt: time('opened_at').notNull(),
    deadline: time('deadline').notNull(),
    /** Who was drawn, and who was not, when it closed (`round-state.ts`). */
    draw: jsonb('draw'),
    /** What was computed at closing, waiting to be ratified and published. */
    candidate: jsonb('candidate'),
    leafIndex: integer('leaf_index'),
  },
  (table) => [
    uniqueIndex('rounds_task_number').on(table.task, table.number),
    // One round a task is under way at a time; the database says so, not only the code.
    uniqueIndex('rounds_one_active')
      .on(table.task)
      .where(sql`state in ('open', 'closing', 'candidate', 'ratifying')`),
  ],
);

/** Who moved the model in a round: each entity's share of the step. */
export const influences = pgTable(
  'influences',
  {
    roundId: integer('round_id').notNull(),
    task: text('task').notNull(),
    round: integer('round').notNull(),
    entity: text('entity').notNull(),
    share: doublePrecision('share').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.roundId, table.entity] }),
    index('influences_round').on(table.task, table.round),
  ],
);

export const updates = pgTable(
  'updates',
  {
    hash: text('hash').primaryKey(),
    roundId: integer('round_id')
      .notNull()
      .references(() => rounds.id),
    contributor: text('contributor').notNull(),
    base: text('base').notNull(),
    bodyHash: text('body_hash').notNull(),
    receivedAt: time('received_at').notNull(),
    /** accepted → aggregated | not-drawn | copy | left-out | quarantined; an accepted one of a void round moves on. */
    state: text('state').notNull(),
    /** Whether it was drawn into the cohort that the round was closed with. */
    drawn: boolean('drawn').notNull().default(false),
    /** Largest cosine with what was sent before it; null until its round closed. */
    familiarity: doublePrecision('familiarity'),
  },
  (table) => [
    uniqueIndex('updates_one_per_round').on(table.roundId, table.contributor),
    index('updates_body').on(table.bodyHash),
    index('updates_contributor').on(table.contributor),
  ],
);

/** What members of masked groups are told after their first message, and what they say to it; base64. */
export const maskedMessages = pgTable(
  'masked_messages',
  {
    roundId: integer('round_id').notNull(),
    update: text('update').notNull(),
    phase: integer('phase').notNull(),
    told: text('told').notNull(),
    said: text('said'),
  },
  (table) => [primaryKey({ columns: [table.roundId, table.update, table.phase] })],
);

/** What became of masked groups that a contributor was in, and what that says of him (`masking/suspects.ts`). */
export const groupRecords = pgTable('group_records', {
  contributor: text('contributor').primaryKey(),
  refused: integer('refused').notNull(),
  groups: integer('groups').notNull(),
  /** ln of how much likelier a culprit would have been in just these groups than somebody by chance. */
  evidence: doublePrecision('evidence').notNull(),
});

/** Sketches of accepted updates, as float32 in base64: what is sent again is known by them. */
export const sketches = pgTable(
  'sketches',
  {
    update: text('update').primaryKey(),
    task: text('task').notNull(),
    round: integer('round').notNull(),
    contributor: text('contributor').notNull(),
    sketch: text('sketch').notNull(),
  },
  (table) => [
    index('sketches_contributor').on(table.contributor, table.task),
    index('sketches_round').on(table.task, table.round),
  ],
);

/** Running sums of sketches of what a contributor sent beyond the aggregate, as float64 in base64. */
export const histories = pgTable(
  'histories',
  {
    contributor: text('contributor').notNull(),
    task: text('task').notNull(),
    rounds: integer('rounds').notNull(),
    sum: text('sum').notNull(),
  },
  (table) => [primaryKey({ columns: [table.contributor, table.task] })],
);

/** Bodies ever received, by hash: an exact copy is found even after the body has expired. */
export const seenBodies = pgTable('seen_bodies', {
  hash: text('hash').primaryKey(),
  update: text('update').notNull(),
});

export const refusals = pgTable('refusals', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  roundId: integer('round_id').notNull(),
  update: text('update'),
  code: text('code').notNull(),
  at: time('at').notNull(),
});

/** Who is asked whether a round's candidate is worse: drawn when its ratification began (`rounds/ratification.ts`). */
export const electors = pgTable(
  'electors',
  {
    roundId: integer('round_id').notNull(),
    contributor: text('contributor').notNull(),
  },
  (table) => [primaryKey({ columns: [table.roundId, table.contributor] })],
);

/** Votes that were cast: randomised bits, one of a contributor and a round. */
export const votes = pgTable(
  'votes',
  {
    roundId: integer('round_id').notNull(),
    contributor: text('contributor').notNull(),
    /** Digest of the signed request: by it a voter finds his vote in the log, and nobody else can tell whose it is. */
    ballot: text('ballot').notNull(),
    worse: boolean('worse').notNull(),
    /** Randomised too; null from who reports none. */
    segment: text('segment'),
  },
  (table) => [
    primaryKey({ columns: [table.roundId, table.contributor] }),
    index('votes_contributor').on(table.contributor),
  ],
);

/** Blobs that may be fetched: models, states, aggregates by anyone; bodies and opened directions as `AUDIT` says. */
export const publicBlobs = pgTable('public_blobs', {
  hash: text('hash').primaryKey(),
  kind: text('kind').notNull(),
  since: time('since').notNull(),
});

/** Published model versions, with the optimiser state that belongs to each. */
export const models = pgTable(
  'models',
  {
    hash: text('hash').primaryKey(),
    task: text('task').notNull(),
    version: integer('version').notNull(),
    stateHash: text('state_hash').notNull(),
    /** The pseudo-gradient that led here, as a blob; null for version 1. */
    aggregateHash: text('aggregate_hash'),
    publishedAt: time('published_at').notNull(),
    /** L2 norm of the step that led here; null for version 1. */
    stepNorm: doublePrecision('step_norm'),
  },
  (table) => [uniqueIndex('models_task_version').on(table.task, table.version)],
);

/** The transparency log: leaves in order, as the JSON text whose canonical CBOR was hashed. */
export const leaves = pgTable('leaves', {
  index: integer('index').primaryKey(),
  hash: text('hash').notNull(),
  leaf: text('leaf').notNull(),
});

/** What each aggregated update was worth; null until its epoch closed. */
export const values = pgTable('values', {
  update: text('update').primaryKey(),
  contributor: text('contributor').notNull(),
  task: text('task').notNull(),
  round: integer('round').notNull(),
  epoch: integer('epoch').notNull(),
  value: doublePrecision('value').notNull(),
  /** Why it does not count: too small, sent before, in probation. */
  why: text('why'),
  settledEpoch: integer('settled_epoch'),
});

/** What a contributor's updates were worth together, and up to where that was paid (`shared/valuation/epoch-pay.ts`). */
export const worths = pgTable('worths', {
  contributor: text('contributor').primaryKey(),
  rounds: integer('rounds').notNull(),
  sum: doublePrecision('sum').notNull(),
  squares: doublePrecision('squares').notNull(),
  paidUpTo: doublePrecision('paid_up_to').notNull(),
});

export const epochs = pgTable('epochs', {
  epoch: integer('epoch').primaryKey(),
  leafIndex: integer('leaf_index').notNull(),
});

export const earnings = pgTable(
  'earnings',
  {
    contributor: text('contributor').notNull(),
    epoch: integer('epoch').notNull(),
    amount: wei('amount').notNull(),
    outcome: text('outcome').notNull(),
    why: text('why'),
    /** The account it was added to; null while no address is bound. */
    account: text('account'),
  },
  (table) => [primaryKey({ columns: [table.contributor, table.epoch] })],
);

/** The ledger: what an account was ever owed, and the highest total ever signed for it. */
export const accounts = pgTable('accounts', {
  account: text('account').primaryKey(),
  owed: wei('owed').notNull(),
  signed: wei('signed').notNull(),
  epoch: integer('epoch').notNull(),
});

/** Roots of the exit path, by the last finished epoch that each includes (`rewards/exit-roots.ts`). */
export const exitRoots = pgTable('exit_roots', {
  epoch: integer('epoch').primaryKey(),
  root: text('root').notNull(),
  /** Blob of its leaves. */
  leavesHash: text('leaves_hash').notNull(),
  leafIndex: integer('leaf_index').notNull(),
  /** prepared → proposed → active, or cancelled. */
  state: text('state').notNull(),
  /** When it was sent to the chain last; null before. */
  sentAt: time('sent_at'),
});

/** What a root pays to whom. */
export const exitClaims = pgTable(
  'exit_claims',
  {
    epoch: integer('epoch').notNull(),
    account: text('account').notNull(),
    cumulative: wei('cumulative').notNull(),
    salt: text('salt').notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.account] })],
);

/** Keys that sign credits, a pair for each worth in each window (`credits/credit-windows.ts`). */
export const creditKeys = pgTable(
  'credit_keys',
  {
    window: integer('window').notNull(),
    denomination: wei('denomination').notNull(),
    /** DER of its SubjectPublicKeyInfo, hex. */
    publicKey: text('public_key').notNull(),
    /** PKCS #8, PEM. */
    privateKey: text('private_key').notNull(),
    leafIndex: integer('leaf_index').notNull(),
  },
  (table) => [primaryKey({ columns: [table.window, table.denomination] })],
);

/** Credits that were signed, by a hash of what was signed and for whom: the same again is not taken off again. */
export const creditIssues = pgTable(
  'credit_issues',
  {
    request: text('request').primaryKey(),
    contributor: text('contributor').notNull(),
    window: integer('window').notNull(),
    denomination: wei('denomination').notNull(),
    /** The account that all else was credited to since; null while none is bound. */
    account: text('account'),
  },
  (table) => [index('credit_issues_contributor').on(table.contributor)],
);

/** Credits that came back: each once, under its message. */
export const redemptions = pgTable(
  'redemptions',
  {
    message: text('message').primaryKey(),
    signature: text('signature').notNull(),
    window: integer('window').notNull(),
    denomination: wei('denomination').notNull(),
    account: text('account').notNull(),
    /** When it came back: it is added once this epoch is over. */
    epoch: integer('epoch').notNull(),
    added: boolean('added').notNull().default(false),
  },
  (table) => [index('redemptions_waiting').on(table.epoch).where(sql`not added`)],
);

/** What holders of TALE wish of the parameters: the newest of each account and parameter. */
export const wishes = pgTable(
  'wishes',
  {
    account: text('account').notNull(),
    parameter: text('parameter').notNull(),
    wish: text('wish').notNull(),
    /** When it was signed, Unix seconds. */
    at: time('at').notNull(),
    signature: text('signature').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.parameter] })],
);

/** Tallies of wishes that were published, by the epoch that had ended. */
export const wishTallies = pgTable('wish_tallies', {
  epoch: integer('epoch').primaryKey(),
  /** Blob of what was counted. */
  wishes: text('wishes').notNull(),
  leafIndex: integer('leaf_index').notNull(),
});

/** Claims the server has relayed; idempotent by account and total. */
export const relays = pgTable(
  'relays',
  {
    account: text('account').notNull(),
    cumulative: wei('cumulative').notNull(),
    tx: text('tx').notNull(),
    at: time('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.cumulative] })],
);

/** Secrets that must survive a restart: the log's key, salts, the admission secret. */
export const secrets = pgTable('secrets', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});
