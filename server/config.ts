import { join } from 'node:path';
import { z } from 'zod';
import { addressSchema, hashSchema, taskSchema } from '../shared/protocol/ids.ts';
import { optimiserConfigSchema } from '../shared/protocol/log.ts';
import { maskingEngineSchema } from '../shared/protocol/masking-terms.ts';
import { ruleNameSchema } from '../shared/protocol/rule-name.ts';

/**
 * The server's configuration, read from the environment and checked once. A wrong value is refused with its name and
 * the reason; nothing falls back silently.
 */

const whole = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const listed = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
/** A key of the chain, as hex. */
export const privateKeySchema = z.string().regex(/^0x[0-9a-f]{64}$/i, 'expected 0x and 64 hex digits');
const flag = z.enum(['true', 'false']).transform((v) => v === 'true');

const environmentSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(8787, 0, 65_535),
  /** What the outside calls this server; needed behind a proxy. */
  PUBLIC_URL: z.url().optional(),
  SERVER_NAME: z.string().max(120).default('PrompTale'),
  DATA_DIR: z.string().min(1).default('data'),
  /** `postgres://…`, or a folder for embedded PGlite (default: `DATA_DIR/database`). */
  DATABASE_URL: z.string().optional(),
  /** Folder of the blob store (default: `DATA_DIR/blobs`). */
  BLOB_URL: z.string().optional(),
  PROFILE: z.enum(['laptop', 'standard']).default('standard'),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),

  /** What is learnt together here: `taste`, `voice`, `ranking`, joined by commas. */
  TASKS: z
    .string()
    .default('taste')
    .transform((text) => [...new Set(text.split(',').map((name) => name.trim()))])
    .pipe(z.array(taskSchema).min(1)),

  /** Updates that close a round early. */
  ROUND_CAPACITY: whole(200, 1, 100_000),
  /** K: largest cohort drawn from a round's updates. */
  ROUND_COHORT: whole(200, 1, 100_000),
  /** Fewer than this at the deadline: the round is void and its updates roll on. */
  ROUND_MINIMUM: whole(20, 1, 100_000),
  ROUND_SECONDS: whole(3600, 1, 604_800),
  /** Contributors outside the cohort who are asked about a candidate; with fewer than 30 nobody is. */
  RATIFY_ASKED: whole(200, 30, 10_000),
  /** How long they have, s; 0 asks nobody. */
  RATIFY_SECONDS: whole(1800, 0, 604_800),
  /** Versions a base may lie behind the round's. */
  STALENESS: whole(5, 0, 1000),
  NORM: z.coerce.number().positive().max(1000).default(0.15),
  /** σ: noise that every update carries at each coordinate, over NORM; 0 for none, and then no ε is promised. */
  NOISE_MULTIPLIER: z.coerce.number().nonnegative().max(1e6).default(0),
  /** k: how often a contributor may take part in a task that carries noise. */
  PARTICIPATIONS: whole(20, 1, 1_000_000_000),
  /** δ at which ε is told. */
  DELTA: z.coerce.number().gt(0).lt(1).default(1e-6),
  /** Most that the clipping norm may follow its updates in a round, as a fraction of itself; 0 keeps it. */
  NORM_DRIFT: z.coerce.number().min(0).max(0.5).default(0),
  /** Tasks whose single updates nobody sees, and by which engine: `voice:helper,taste:pairwise`. */
  MASKED: z
    .string()
    .default('')
    .transform((text) => Object.fromEntries(listed(text).map((entry) => entry.split(':'))))
    .pipe(z.partialRecord(taskSchema, maskingEngineSchema)),
  /** g: members of a masked group. */
  MASKED_GROUP: whole(8, 3, 255),
  /** How long members of a group have for each of their answers, s. */
  PHASE_SECONDS: whole(120, 1, 86_400),
  /** Where the helper of masked rounds is, and the public key it tells: best run by somebody else. */
  HELPER_URL: z.url().optional(),
  HELPER_KEY: hashSchema.optional(),
  RULE: ruleNameSchema.default('default'),
  OPTIMISER: z
    .string()
    .default('{"name":"fedadam","learningRate":0.004,"beta1":0.9,"beta2":0.99,"epsilon":0.001}')
    .transform((text, ctx) => {
      try {
        return optimiserConfigSchema.parse(JSON.parse(text));
      } catch (error) {
        ctx.addIssue({
          code: 'custom',
          message: `not an optimiser: ${error instanceof Error ? error.message : ''}`,
        });
        return z.NEVER;
      }
    }),
  MODEL_SEED: z.string().min(1).max(100).default('taste 1'),

  /** What a new key costs: work, or an invitation of somebody who is here. */
  ADMISSION: z.enum(['proof-of-work', 'invite']).default('proof-of-work'),
  /** Invitations that each established contributor may give. */
  INVITES_EACH: whole(3, 0, 1000),
  /** Leading zero bits of the admission proof of work; each bit doubles the cost. */
  ADMISSION_BITS: whole(20, 0, 40),
  /** Who may fetch updates' bodies and the directions they were valued by: anybody, or the keys in `AUDITORS`. */
  AUDIT: z.enum(['public', 'auditors']).default('auditors'),
  /** Raw Ed25519 public keys in hex, joined by commas (`promptale auditor-key` makes one). */
  AUDITORS: z
    .string()
    .default('')
    .transform((text) => listed(text.toLowerCase()))
    .pipe(z.array(z.string().regex(/^[0-9a-f]{64}$/, 'expected keys of 64 hex digits'))),
  /** What `promptale entities` has to show; without one nobody may ask. */
  OPERATOR_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
  REQUESTS_PER_MINUTE: whole(240, 1, 1_000_000),

  /** The probe panel by which contributions are valued (a pack built by a script); without one nothing is paid. */
  PROBE_PACK: z.string().optional(),
  /** S_ref: improvement of the probe loss, summed over an epoch, that earns the full pool. */
  REFERENCE_SCORE: z.coerce.number().positive().default(0.01),
  FEWEST_ROUNDS: whole(5, 1, 1000),
  PROBATION_ROUNDS: whole(20, 0, 1000),
  PAY_CAP: z.coerce.number().positive().max(1).default(0.05),
  /** Epochs from one root of the exit path to the next; 0 for none. */
  EXIT_EPOCHS: whole(7, 0, 1000),
  /** Epochs in which credits of the unlinkable payout are signed by the same keys; 0 for no credits. */
  CREDIT_EPOCHS: whole(7, 0, 1000),

  RPC_URL: z.url().optional(),
  REWARDS_ADDRESS: addressSchema.optional(),
  TOKEN_ADDRESS: addressSchema.optional(),
  SIGNER_KEY: privateKeySchema.optional(),
  /** A signer of its own in the key's place (`promptale signer`), and the secret shared with it. */
  SIGNER_URL: z.url().optional(),
  SIGNER_SECRET: z.string().min(32).optional(),
  RELAYER_KEY: privateKeySchema.optional(),
  /** Tell clients the RPC endpoint, so that they can check vouchers and balances themselves. */
  PUBLISH_RPC: flag.default(true),
});

type Environment = z.output<typeof environmentSchema>;

/** Where the key is that the contract obeys. */
export type SignerConfig =
  | { readonly is: 'key'; readonly key: string }
  | { readonly is: 'remote'; readonly url: string; readonly secret: string };

export interface ChainConfig {
  readonly rpcUrl: string;
  readonly rewards: string;
  readonly token: string;
  readonly signer: SignerConfig;
  readonly relayerKey: string;
  readonly publishRpc: boolean;
}

export interface ServerConfig extends Environment {
  readonly databaseUrl: string;
  readonly blobFolder: string;
  /** Null when no chain is configured: contributions are valued, but nothing can be paid. */
  readonly chain: ChainConfig | null;
}

/**
 * A configuration the server will not start with; the message names every wrong variable.
 * @public
 */
export class ConfigurationError extends Error {
  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** Reads the configuration. @throws ConfigurationError naming every variable that is wrong */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ServerConfig {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigurationError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const config = parsed.data;
  const problems: string[] = [];
  if (config.ROUND_MINIMUM > config.ROUND_CAPACITY) {
    problems.push('ROUND_MINIMUM is larger than ROUND_CAPACITY: no round could ever close well');
  }
  if (config.ROUND_COHORT < config.ROUND_MINIMUM) problems.push('ROUND_COHORT is smaller than ROUND_MINIMUM');
  if (config.RULE === 'default' && config.ROUND_MINIMUM < 5) {
    problems.push('RULE=default needs ROUND_MINIMUM of at least 5: the robust rule refuses smaller cohorts');
  }
  if (Object.values(config.MASKED).includes('helper') && !(config.HELPER_URL && config.HELPER_KEY)) {
    problems.push('MASKED names the engine “helper”, which needs HELPER_URL and HELPER_KEY');
  }
  const unknown = Object.keys(config.MASKED).filter((task) => !config.TASKS.some((name) => name === task));
  if (unknown.length > 0) problems.push(`MASKED names ${unknown.join()}, which TASKS does not`);
  const chainParts = [config.RPC_URL, config.REWARDS_ADDRESS, config.TOKEN_ADDRESS, signerOf(config)];
  const given_ = chainParts.filter((part) => part !== undefined && part !== null).length;
  if (given_ !== 0 && given_ !== chainParts.length) {
    problems.push(
      'RPC_URL, REWARDS_ADDRESS, TOKEN_ADDRESS and SIGNER_KEY (or SIGNER_URL and SIGNER_SECRET) are needed together, or none of them',
    );
  }
  if (config.SIGNER_KEY !== undefined && config.SIGNER_URL !== undefined) {
    problems.push('SIGNER_KEY and SIGNER_URL are both set: the key is in one place only');
  }
  if (config.SIGNER_URL !== undefined && config.RELAYER_KEY === undefined) {
    problems.push('RELAYER_KEY is needed with SIGNER_URL: claims are relayed from an account of this server');
  }
  if (given_ === 0 && config.RELAYER_KEY !== undefined) {
    problems.push('RELAYER_KEY is set, but no chain that it could relay to');
  }
  // What is no known scheme would silently become a folder of that name.
  if (!['postgres', 'postgresql', 'memory', null].includes(schemeOf(config.DATABASE_URL))) {
    problems.push('DATABASE_URL is neither postgres://… nor a folder');
  }
  if (schemeOf(config.BLOB_URL) !== null) {
    problems.push('BLOB_URL is not a folder: other stores are not supported yet');
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    ...config,
    databaseUrl: config.DATABASE_URL ?? join(config.DATA_DIR, 'database'),
    blobFolder: config.BLOB_URL ?? join(config.DATA_DIR, 'blobs'),
    chain: chainOf(config),
  };
}

function schemeOf(url: string | undefined): string | null {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(url ?? '')?.[1]?.toLowerCase() ?? null;
}

function signerOf({ SIGNER_KEY, SIGNER_URL, SIGNER_SECRET }: Environment): SignerConfig | null {
  if (SIGNER_URL !== undefined && SIGNER_SECRET !== undefined)
    return { is: 'remote', url: SIGNER_URL, secret: SIGNER_SECRET };
  return SIGNER_KEY === undefined ? null : { is: 'key', key: SIGNER_KEY };
}

function chainOf(config: Environment): ChainConfig | null {
  const { RPC_URL, REWARDS_ADDRESS, TOKEN_ADDRESS, SIGNER_KEY, RELAYER_KEY, PUBLISH_RPC } = config;
  const signer = signerOf(config);
  const relayerKey = RELAYER_KEY ?? SIGNER_KEY;
  if (!RPC_URL || !REWARDS_ADDRESS || !TOKEN_ADDRESS || signer === null || !relayerKey) return null;
  return {
    rpcUrl: RPC_URL,
    rewards: REWARDS_ADDRESS,
    token: TOKEN_ADDRESS,
    signer,
    relayerKey,
    publishRpc: PUBLISH_RPC,
  };
}

/** Settings with which a handful of contributors on one laptop get through; printed whenever they are used. */
export const laptopProfile = {
  PROFILE: 'laptop',
  ROUND_CAPACITY: '5',
  ROUND_COHORT: '200',
  ROUND_MINIMUM: '5',
  ROUND_SECONDS: '600',
  RATIFY_SECONDS: '60',
  ADMISSION_BITS: '12',
  AUDIT: 'public',
  FEWEST_ROUNDS: '1',
  PROBATION_ROUNDS: '0',
  PAY_CAP: '0.5',
  REQUESTS_PER_MINUTE: '6000',
} as const satisfies Partial<Record<keyof Environment, string>>;
