import { z } from 'zod';

/**
 * The closed set of refusals. Each has an HTTP status and a next step; a stack trace never crosses the wire.
 */
export const errorCatalogue = {
  BAD_REQUEST: {
    status: 400,
    hint: 'The request does not match the published schema; update the extension.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    hint: 'The update is larger than the limit in server.info; nothing was stored.',
  },
  ENVELOPE_MALFORMED: {
    status: 400,
    hint: 'The envelope is not the canonical encoding; update the extension.',
  },
  PROTOCOL_UNSUPPORTED: {
    status: 426,
    hint: 'Update the extension: this server speaks another protocol version.',
  },
  SIGNATURE_INVALID: { status: 401, hint: 'Sign with the key that was enrolled.' },
  CONTRIBUTOR_UNKNOWN: { status: 401, hint: 'Enrol first (contributor.enrol).' },
  CONTRIBUTOR_SUSPENDED: {
    status: 403,
    hint: 'See the reason in your statement; an appeal note can be sent.',
  },
  ADMISSION_REFUSED: { status: 403, hint: 'Solve a fresh admission challenge from server.info.' },
  INVITE_REFUSED: {
    status: 403,
    hint: 'This server takes people in by invitation: ask its operator, or somebody who contributes there.',
  },
  TASK_UNKNOWN: { status: 404, hint: 'Ask server.info which tasks are open.' },
  ROUND_CLOSED: { status: 409, hint: 'Train on the round named in the answer; nothing is lost.' },
  BASE_UNKNOWN: { status: 409, hint: 'Fetch the current model and train again.' },
  BASE_STALE: { status: 409, hint: 'The model has moved on too far; fetch the current one and train again.' },
  CLOCK_SKEW: {
    status: 400,
    hint: 'Set the device clock; the envelope was created too far from the server time.',
  },
  REPLAYED: { status: 409, hint: 'This update was received before; ask update.status for its verdict.' },
  ALREADY_CONTRIBUTED: { status: 409, hint: 'One update an entity and a round; wait for the next round.' },
  LENGTH_MISMATCH: { status: 400, hint: 'The body is not as long as the envelope says.' },
  BODY_HASH_MISMATCH: { status: 400, hint: 'The body is not the one that was signed; send it again.' },
  CODEC_UNKNOWN: { status: 400, hint: 'Use the codec named by round.current.' },
  CODEC_MALFORMED: { status: 400, hint: 'The body could not be decoded; send it again.' },
  SHAPE_MISMATCH: { status: 400, hint: 'The update has not the number of parameters of the base model.' },
  NOT_FINITE: { status: 422, hint: 'The update holds values that are not finite; train again.' },
  SCALE_INVALID: {
    status: 422,
    hint: 'A block scale is not finite, negative, or zero over non-zero values.',
  },
  NORM_EXCEEDED: { status: 422, hint: 'Clip to the round’s norm after quantising; more is refused.' },
  BUDGET_SPENT: {
    status: 403,
    hint: 'This key took part as often as the published privacy budget allows; learning goes on for yourself.',
  },
  COPY: {
    status: 422,
    hint: 'The update repeats one that was received; contribute what your own device learnt.',
  },
  NOT_ASKED: { status: 403, hint: 'Only contributors drawn outside the cohort vote on a candidate.' },
  VOTING_CLOSED: { status: 409, hint: 'The vote on this candidate has ended; nothing is lost.' },
  ALREADY_VOTED: { status: 409, hint: 'One vote a contributor and a candidate; yours was counted.' },
  VOTES_SPENT: {
    status: 403,
    hint: 'All votes of this key are cast; more would tell too much of its holder.',
  },
  RATE_LIMITED: { status: 429, hint: 'Wait for retryAfterMs.' },
  NOT_FOUND: { status: 404, hint: 'Nothing is stored under this hash here (any more).' },
  ADDRESS_INVALID: { status: 400, hint: 'Check the address; burn and contract addresses are refused.' },
  ADDRESS_IN_USE: { status: 409, hint: 'Another contributor is paid there; the earlier key must co-sign.' },
  NOTHING_OWED: { status: 404, hint: 'Contribute to a round, then wait for its epoch to close.' },
  CREDIT_WINDOW_CLOSED: {
    status: 409,
    hint: 'Ask credits.window for the keys of now; nothing was taken off.',
  },
  CREDIT_INVALID: { status: 400, hint: 'The credit is not one that was signed here; nothing was added.' },
  CREDIT_SPENT: { status: 409, hint: 'A credit counts once, and this one was redeemed to another account.' },
  WISH_UNSIGNED: {
    status: 400,
    hint: 'Sign the wish with the account that is to speak, for this server’s token.',
  },
  WISH_VOICELESS: {
    status: 403,
    hint: 'An account speaks with the TALE that is delegated to it, one at least: delegate yours to yourself first.',
  },
  WISH_OUTDATED: { status: 409, hint: 'A newer wish of this account stands; sign again to change it.' },
  CHAIN_UNAVAILABLE: {
    status: 503,
    hint: 'The chain does not answer; your claim is kept and can be retried.',
  },
  CLAIM_REFUSED: { status: 409, hint: 'See the reason; the voucher keeps its worth.' },
  STORAGE_UNAVAILABLE: { status: 503, hint: 'The server cannot store at the moment; retry later.' },
  SHUTTING_DOWN: { status: 503, hint: 'The server is restarting; retry shortly.' },
  INTERNAL: { status: 500, hint: 'The server failed; the request id helps its operator to find why.' },
} as const satisfies Record<string, { status: number; hint: string }>;

export type ErrorCode = keyof typeof errorCatalogue;
export const errorCodeSchema = z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]);

/** What a refused caller receives. */
export const refusalSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  hint: z.string(),
  retryAfterMs: z.number().int().nonnegative().nullable(),
  /** The round that is open now, where the refusal is about a round: a late client need not ask again. */
  nextRound: z.number().int().positive().nullable(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** A refusal as an exception, for the imperative rim; pure code returns `Refusal`s. The cause is kept, never sent. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(code: ErrorCode, message: string, options: RefusalDetail & { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Refused';
    this.refusal = refuse(code, message, options);
  }
}

interface RefusalDetail {
  readonly retryAfterMs?: number;
  readonly nextRound?: number;
}

/** Builds the refusal for `code`; the hint is the catalogue's. */
export function refuse(code: ErrorCode, message: string, detail: RefusalDetail = {}): Refusal {
  return {
    code,
    message,
    hint: errorCatalogue[code].hint,
    retryAfterMs: detail.retryAfterMs ?? null,
    nextRound: detail.nextRound ?? null,
  };
}
