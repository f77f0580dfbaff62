import { initTRPC, TRPCError } from '@trpc/server';
import {
  type ErrorCode,
  errorCatalogue,
  type Refusal,
  Refused,
  refuse,
} from '../../shared/protocol/errors.ts';
import type { Engine } from '../engine.ts';

export interface ApiContext {
  readonly engine: Engine;
  readonly requestId: string;
}

type TrpcCode = ConstructorParameters<typeof TRPCError>[0]['code'];

/** tRPC's code for each of our HTTP statuses. */
const trpcCodes: Readonly<Record<number, TrpcCode>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  426: 'PRECONDITION_FAILED',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'SERVICE_UNAVAILABLE',
};

/** A refusal as tRPC throws it; the refusal itself travels in `data.refusal`. */
export function thrown(refusal: Refusal, cause?: unknown): TRPCError {
  const status = errorCatalogue[refusal.code].status;
  return new TRPCError({
    code: trpcCodes[status] ?? 'INTERNAL_SERVER_ERROR',
    message: refusal.message,
    cause: cause ?? new Refused(refusal.code, refusal.message, detailOf(refusal)),
  });
}

/** The refusal that an error stands for; an error nobody foresaw is INTERNAL, and says nothing of its inside. */
function refusalOf(error: TRPCError): Refusal {
  if (error.cause instanceof Refused) return error.cause.refusal;
  const code: ErrorCode =
    error.code === 'NOT_FOUND'
      ? 'NOT_FOUND'
      : error.code === 'PAYLOAD_TOO_LARGE'
        ? 'BODY_TOO_LARGE'
        : error.code === 'BAD_REQUEST' ||
            error.code === 'METHOD_NOT_SUPPORTED' ||
            error.code === 'UNSUPPORTED_MEDIA_TYPE'
          ? 'BAD_REQUEST'
          : error.code === 'PARSE_ERROR'
            ? 'BAD_REQUEST'
            : 'INTERNAL';
  const said = code === 'INTERNAL' ? 'The server failed to answer.' : 'The request could not be understood.';
  return refuse(code, said);
}

function detailOf({ retryAfterMs, nextRound }: Refusal) {
  return { ...(retryAfterMs === null ? {} : { retryAfterMs }), ...(nextRound === null ? {} : { nextRound }) };
}

export const t = initTRPC.context<ApiContext>().create({
  errorFormatter({ shape, error, ctx }) {
    const refusal = refusalOf(error);
    // Never a stack trace, never a schema dump: the refusal says what a caller can use.
    return {
      code: shape.code,
      message: refusal.message,
      data: {
        code: shape.data.code,
        httpStatus: errorCatalogue[refusal.code].status,
        refusal,
        requestId: ctx?.requestId ?? null,
      },
    };
  },
});

/** A procedure whose `Refused` errors become coded answers. */
export const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof Refused)
    throw thrown(result.error.cause.refusal, result.error.cause);
  return result;
});
