import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { z } from 'zod';
import { fromHex, toHex } from '../../shared/crypto/hex.ts';
import { type HelperPorts, openGroups } from '../../shared/masking/helper/mask-helper.ts';
import { suite } from '../../shared/masking/helper/seal.ts';
import { groupSizeSchema } from '../../shared/protocol/masking-terms.ts';
import { listen } from '../listen.ts';
import { type HelperStore, openHelperStore } from '../store/helper-store.ts';

/** Configuration of a helper, from the environment. */
export const helperConfigSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8789),
  /** Where its key and its memory are; apart from any server's. */
  DATA_DIR: z.string().min(1).default('helper-data'),
  /** Smallest group that is opened, whatever a server asks. */
  SMALLEST_GROUP: z.coerce.number().pipe(groupSizeSchema).default(8),
});

/** A request names seals of some 300 bytes: this is a cohort of tens of thousands. */
const LARGEST_REQUEST = 16_000_000;

export interface RunningHelper {
  readonly url: string;
  /** Raw X25519 public key, hex: `HELPER_KEY` of the servers it helps. */
  readonly key: string;
  stop(): Promise<void>;
}

/**
 * Starts a helper of masked sums: the other party, that sees seeds of masks and no update. It holds a key and remembers
 * what it has opened; everything else follows from each request.
 * @throws when the store or the port cannot be had
 */
export async function startMaskHelper(
  config: z.output<typeof helperConfigSchema>,
  logger: Logger,
): Promise<RunningHelper> {
  const store = await openHelperStore(config.DATA_DIR);
  const { privateKey, shown } = await ownKey(store);
  const ports: HelperPorts = {
    key: privateKey,
    smallestGroup: config.SMALLEST_GROUP,
    claim: (seals, group) => store.claim(seals, group),
  };
  const app = helperApp(ports, shown);
  const listening = await listen(app, config.HOST, config.PORT).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const url = `http://${config.HOST}:${listening.port}`;
  logger.info({ url, key: shown, smallestGroup: config.SMALLEST_GROUP }, 'helper listens');
  return {
    url,
    key: shown,
    async stop() {
      await listening.close();
      await store.close();
    },
  };
}

/** A helper's HTTP face: who it is, and opening groups. */
function helperApp(ports: HelperPorts, key: string): Hono {
  const app = new Hono();
  app.use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin' }));
  // Anybody may compare its key with the one a server tells.
  app.use(cors({ origin: '*', allowMethods: ['GET', 'POST'] }));
  app.use(bodyLimit({ maxSize: LARGEST_REQUEST }));
  app.get('/', (c) => c.json({ is: 'PrompTale mask helper', key, smallestGroup: ports.smallestGroup }));
  app.post('/open', async (c) => {
    const reply = await openGroups(new Uint8Array(await c.req.arrayBuffer()), ports);
    return c.body(new Uint8Array(reply), 200, { 'content-type': 'application/octet-stream' });
  });
  return app;
}

async function ownKey(store: HelperStore): Promise<{ privateKey: CryptoKey; shown: string }> {
  const kept = z.object({ secret: z.string(), shown: z.string() });
  const text = await store.secret('key', async () => {
    const { privateKey, publicKey } = await suite.kem.generateKeyPair();
    return JSON.stringify({
      secret: toHex(new Uint8Array(await suite.kem.serializePrivateKey(privateKey))),
      shown: toHex(new Uint8Array(await suite.kem.serializePublicKey(publicKey))),
    });
  });
  const { secret, shown } = kept.parse(JSON.parse(text));
  return { privateKey: await suite.kem.deserializePrivateKey(new Uint8Array(fromHex(secret)).buffer), shown };
}
