import { getConnInfo } from '@hono/node-server/conninfo';
import { trpcServer } from '@hono/trpc-server';
import { eq } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { isAuditor } from '../shared/protocol/auditor.ts';
import { type ErrorCode, errorCatalogue, refuse } from '../shared/protocol/errors.ts';
import { operatorApi } from './api/operator.ts';
import { appRouter } from './api/router.ts';
import type { Engine } from './engine.ts';
import { largestBody } from './inspection/desk.ts';
import { observatory } from './observatory/observatory.ts';
import { publicBlobs } from './store/schema.ts';
import { claimPage } from './wallet-pages/claim/page.ts';
import { tipPage } from './wallet-pages/tip/page.ts';
import { wishesPage } from './wallet-pages/wishes/page.ts';

/** The server's HTTP face: procedures under /trpc, content-addressed bytes, the public page, health. */
export function createApp(engine: Engine): Hono {
  const app = new Hono();
  const limiter = new RateLimiterMemory({ points: engine.config.REQUESTS_PER_MINUTE, duration: 60 });
  const largest = largestBody(engine.tasks);

  app.use(requestId());
  app.use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin' }));
  // There are no cookies: any origin may ask, none can act for somebody.
  app.use(cors({ origin: '*', allowMethods: ['GET', 'POST'], maxAge: 86_400 }));
  app.use(async (c, next) => {
    try {
      await limiter.consume(addressBucket(c));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const retryAfterMs = error.msBeforeNext;
      return answer(c, 'RATE_LIMITED', 'Too many requests from this address.', { retryAfterMs });
    }
    return next();
  });
  app.use(
    bodyLimit({
      maxSize: largest,
      onError: (c) => answer(c, 'BODY_TOO_LARGE', `More than ${largest} bytes.`),
    }),
  );

  app.get('/health', async (c) => {
    const head = await engine.log.head();
    return c.json({
      ok: engine.supply().problems.length === 0,
      leaves: head.size,
      chain: engine.chain() !== null,
      supply: engine.supply(),
      uptimeSeconds: Math.round(process.uptime()),
    });
  });
  app.use(
    '/trpc/*',
    trpcServer({
      router: appRouter,
      endpoint: '/trpc',
      allowBatching: false,
      createContext: (_options, c) => ({ engine, requestId: String(c.get('requestId')) }),
      onError: ({ error, path, ctx }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR')
          engine.logger.error({ err: error, path, requestId: ctx?.requestId }, 'a procedure failed');
      },
    }),
  );
  app.get('/models/:hash', (c) => blob(c, engine, ['model']));
  app.get('/blobs/:hash', (c) => blob(c, engine, null));
  app.route('/operator', operatorApi(engine));
  app.route('/', claimPage());
  app.route('/', tipPage());
  app.route('/', wishesPage());
  app.route('/', observatory(engine));

  app.notFound((c) => answer(c, 'NOT_FOUND', 'There is nothing here.'));
  app.onError((error, c) => {
    engine.logger.error({ err: error, path: c.req.path }, 'a request failed');
    return answer(c, 'INTERNAL', 'The server failed to answer.');
  });
  return app;
}

/** What only auditors may fetch where `AUDIT` says so: a body tells of a person, a direction of how to be paid for nothing. */
const AUDITED = ['body', 'direction'];

/** Immutable bytes by their hash, if they have been made public (`public_blobs`). */
async function blob(c: Context, engine: Engine, kinds: readonly string[] | null): Promise<Response> {
  const hash = c.req.param('hash') ?? '';
  if (!/^[0-9a-f]{64}$/.test(hash)) return answer(c, 'BAD_REQUEST', 'A hash has 64 lower-case hex digits.');
  const [row] = await engine.db.select().from(publicBlobs).where(eq(publicBlobs.hash, hash));
  const isFree = row !== undefined && (engine.config.AUDIT === 'public' || !AUDITED.includes(row.kind));
  const isAllowed =
    row !== undefined &&
    (kinds === null || kinds.includes(row.kind)) &&
    (isFree || (await isAuditor(c.req.header('authorization'), hash, engine.config.AUDITORS, engine.now())));
  const bytes = isAllowed ? await engine.blobs.get(hash) : null;
  if (bytes === null) return answer(c, 'NOT_FOUND', 'These bytes are not public here, or not any more.');
  return c.body(new Uint8Array(bytes), 200, {
    'content-type': 'application/octet-stream',
    'cache-control': isFree ? 'public, max-age=31536000, immutable' : 'private, no-store',
    etag: `"${hash}"`,
  });
}

function answer(
  c: Context,
  code: ErrorCode,
  message: string,
  detail: { retryAfterMs?: number } = {},
): Response {
  const refusal = refuse(code, message, detail);
  const { status } = errorCatalogue[code];
  // The shape of tRPC's errors, so that a client reads a refusal the same wherever it comes from.
  const data = { code, httpStatus: status, refusal, requestId: c.get('requestId') ?? null };
  return c.json({ error: { code: -32600, message, data } }, status);
}

function addressBucket(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    return 'in-process';
  }
}
