import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Contract, type JsonRpcProvider, Wallet } from 'ethers';
import { z } from 'zod';
import { abi as tokenAbi } from '../../../contracts/abi/TaleToken.ts';
import { localProvider } from '../../../contracts/local-chain.ts';
import { buildExtension } from '../../../server/demo/build-extension.ts';
import { loadLibrary } from '../../../server/demo/library/story.ts';
import { type Stack, startStack } from '../../../server/demo/stack.ts';
import { serverLogger } from '../../../server/main.ts';
import { serverClient } from '../../../shared/protocol/server-client.ts';
import { auditServer } from '../../../shared/replay/audit-server.ts';
import { type BrowserContributor, openContributor } from './browser-contributor.ts';
import { findLeaks, type Leak } from './leaks.ts';
import { personas, type Reading, readingList } from './personas.ts';
import { type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';

export interface TourOptions {
  readonly contributors: number;
  readonly storiesEach: number;
  readonly shots: string | null;
  readonly tell: (line: string) => void;
}

export interface TourResult {
  readonly ok: boolean;
  readonly problems: string[];
  readonly contributors: number;
  readonly storiesRead: number;
  readonly signals: number;
  readonly updates: { submitted: number; accepted: number; rejected: number };
  readonly rounds: number;
  readonly model: { before: string; after: string };
  readonly inclusionVerified: boolean;
  /** A percentage that was seen in the page. */
  readonly matchBadge: number | null;
  /** What was suggested to somebody who wrote, and taken. */
  readonly suggestion: string | null;
  readonly claim: { before: string; after: string; tx: string | null } | null;
  /** The log's rounds recomputed bit for bit. */
  readonly replay: boolean;
  readonly leaks: number;
  readonly leaked: readonly Leak[];
  readonly seconds: number;
}

/** What somebody writes in the library's editor; none of it may be found in what was sent. */
const DRAFT = 'The lamp on the pier had gone out again, and she did not want to be alo';

/**
 * The whole job, headless, in real Chromium: people with browsers of their own agree, read real stories, train,
 * contribute; the round closes, the new model comes back, a badge shows, and one of them is paid.
 * @throws when a step does not come to its end; everything that was started is stopped first
 */
export async function runTour(options: TourOptions): Promise<TourResult> {
  const { tell } = options;
  const started = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'prompttale-tour-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    if (options.shots !== null) await mkdir(options.shots, { recursive: true });
    const extension = await buildExtension('e2e', tell);
    const stack = await startStack({
      dataFolder: join(folder, 'stack'),
      ports: { server: 0, library: 0, chain: 0 },
      logger: serverLogger('error'),
      settings: { ROUND_CAPACITY: String(options.contributors) },
      onStep: tell,
    });
    ends.push(() => stack.stop());
    const proxy = await startRecordingProxy();
    ends.push(() => proxy.close());
    return await walk({ ...options, started, folder, extension, stack, proxy, ends });
  } finally {
    for (const end of ends.reverse()) await end().catch((error: unknown) => tell(`while stopping: ${error}`));
  }
}

interface Walk extends TourOptions {
  readonly started: number;
  readonly folder: string;
  readonly extension: string;
  readonly stack: Stack;
  readonly proxy: RecordingProxy;
  readonly ends: (() => Promise<unknown>)[];
}

async function walk(w: Walk): Promise<TourResult> {
  const { tell, stack } = w;
  const client = serverClient(stack.server.url, fetch);
  const library = loadLibrary();
  const before = await client.call('round.current', { task: 'taste' });
  const shot = async (who: BrowserContributor, name: string, of?: 'popup' | 'reading'): Promise<void> => {
    if (w.shots !== null) await who.shot(join(w.shots, `${name}.png`), of);
  };

  tell(`opening ${w.contributors} browsers`);
  const people: { who: BrowserContributor; list: Reading[] }[] = [];
  for (let i = 0; i < w.contributors; i++) {
    const persona = personas[i % personas.length]!;
    const who = await openContributor({
      name: persona.name,
      extension: w.extension,
      profileFolder: join(w.folder, `profile-${i}`),
      proxy: w.proxy.url,
    });
    w.ends.push(() => who.close());
    people.push({ who, list: readingList(persona, i, library.stories, w.storiesEach) });
  }
  const [first] = people;
  if (first === undefined) throw new Error('a tour needs somebody');

  tell('everybody reads the welcome page and agrees');
  await Promise.all(people.map(({ who }) => who.onboard(stack.server.url)));
  await shot(first.who, '1-welcome');

  tell(`everybody reads ${w.storiesEach} stories`);
  await Promise.all(
    people.map(async ({ who, list }) => {
      for (const reading of list) {
        await who.read(reading, stack.library.url);
        tell(
          `  ${who.name} read “${reading.story.title}” (${reading.story.words} words) and gave ${reading.stars} of 5`,
        );
      }
    }),
  );
  await shot(first.who, '2-story');

  tell('everybody learns, and contributes');
  // One after the other: two cores train one model faster than five at once.
  for (const { who } of people) {
    await who.learn();
    tell(`  ${who.name} contributed`);
  }
  await shot(first.who, '3-popup-contributed', 'popup');

  await until(
    'the round is published',
    async () => (await client.call('round.current', { task: 'taste' })).base.version > before.base.version,
  );
  const after = await client.call('round.current', { task: 'taste' });
  tell(`round ${before.round} published model version ${after.base.version}`);
  const found = await Promise.all(people.map(({ who }) => who.findsInclusion()));
  tell(`${found.filter(Boolean).length} of ${found.length} found their update in the log`);
  await shot(first.who, '4-popup-in-log', 'popup');

  const badges = await seenBadges(first.who, stack.library.url);
  tell(`${first.who.name} sees matches in the page: ${badges.map((b) => `${b} %`).join(', ')}`);
  await shot(first.who, '5-badges');

  const written = await first.who.write(stack.library.url, DRAFT);
  tell(`${first.who.name} writes, and takes the suggestion “${written.suggestion}”`);
  await shot(first.who, '5-suggestion');

  const claim = await claimFirst(
    w,
    people.map(({ who }) => who),
  );
  if (claim !== null) await shot(claim.who, '6-popup-claimed', 'popup');

  const audit = await auditServer(client);
  const stories = people.flatMap(({ list }) => list.map(({ story }) => story));
  const leaked = findLeaks(w.proxy.requests, stack.library.url, stories, [DRAFT]);
  const submitted = w.proxy.requests.filter(({ url }) => url.includes('/trpc/update.submit')).length;
  const signals = (await Promise.all(people.map(({ who }) => who.count('signals')))).reduce(
    (a, b) => a + b,
    0,
  );
  const accepted = await acceptedUpdates(stack);
  const problems = [
    ...audit.problems,
    ...leaked.map(({ url, found }) => `“${found}” was sent to ${url}`),
    ...(found.every(Boolean) ? [] : ['somebody’s popup does not show that their update is in the log']),
    ...(badges.length === 0 ? ['no match badge showed a percentage'] : []),
    ...(written.text === DRAFT + written.suggestion
      ? []
      : ['the suggestion that was taken is not in the draft']),
    ...(claim === null ? ['nobody could claim: no contribution was worth anything to the probe panel'] : []),
    ...(accepted < w.contributors ? [`only ${accepted} updates were accepted`] : []),
  ];
  return {
    ok: problems.length === 0 && audit.ok && audit.replayed > 0,
    problems,
    contributors: people.length,
    storiesRead: stories.length,
    signals,
    updates: { submitted, accepted, rejected: submitted - accepted },
    rounds: audit.rounds,
    model: { before: before.base.hash, after: after.base.hash },
    inclusionVerified: found.every(Boolean),
    matchBadge: badges[0] ?? null,
    suggestion: written.suggestion,
    claim: claim === null ? null : { before: claim.before, after: claim.after, tx: claim.tx },
    replay: audit.ok && audit.replayed === audit.rounds,
    leaks: leaked.length,
    leaked,
    seconds: Math.round((Date.now() - w.started) / 1000),
  };
}

/** The badges' percentages; a reader's own head needs a moment to follow the new model. */
async function seenBadges(who: BrowserContributor, library: string): Promise<number[]> {
  for (let attempt = 0; ; attempt++) {
    const percentages = await who.badges(library);
    if (percentages.length > 0 || attempt === 5) return percentages;
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
}

/** Rounds the tour plays at most until a contribution has been worth something to the probe panel. */
const MOST_ROUNDS = 3;

/** Everybody binds an address; when the epoch has closed, one who earned something claims it. */
async function claimFirst(w: Walk, people: readonly BrowserContributor[]) {
  const wallets = people.map(() => Wallet.createRandom().address);
  for (const [i, who] of people.entries()) await who.bindAddress(wallets[i]!);
  w.tell('everybody bound a payout address; the epoch has to end');
  const index = await firstWhoEarned(w, people, wallets);
  const who = people[index];
  const wallet = wallets[index];
  if (who === undefined || wallet === undefined) return null;
  w.tell(`${who.name} earned something, and claims it`);
  const provider = localProvider(w.stack.chain);
  try {
    const before = await balanceOf(w, provider, wallet);
    await who.claim();
    const after = await balanceOf(w, provider, wallet);
    const relays = await w.stack.server.engine.db.query.relays.findMany();
    const tx = relays.find(({ account }) => account === wallet)?.tx ?? null;
    w.tell(`${who.name}’s balance rose from ${before} to ${after} wei`);
    return { who, before: before.toString(), after: after.toString(), tx };
  } finally {
    provider.destroy();
  }
}

/** Index of somebody who is owed enough for a voucher; plays another round when the last one was worth nothing. */
async function firstWhoEarned(
  w: Walk,
  people: readonly BrowserContributor[],
  wallets: readonly string[],
): Promise<number> {
  const { db } = w.stack.server.engine;
  for (let round = 1; ; round++) {
    await until('the epoch closes', async () =>
      (await db.query.values.findMany()).every(({ settledEpoch }) => settledEpoch !== null),
    );
    const rows = await db.query.accounts.findMany();
    const owed = new Map(rows.map(({ account, owed }) => [account, BigInt(owed)]));
    const index = wallets.findIndex((wallet) => (owed.get(wallet) ?? 0n) >= SMALLEST_VOUCHER);
    if (index >= 0 || round === MOST_ROUNDS) return index;
    w.tell('no contribution was worth anything to the probe panel; everybody learns once more');
    const client = serverClient(w.stack.server.url, fetch);
    const { base } = await client.call('round.current', { task: 'taste' });
    for (const who of people) await who.learn();
    await until(
      'the next round is published',
      async () => (await client.call('round.current', { task: 'taste' })).base.version > base.version,
    );
  }
}

/** Totals are signed in hundredths of a TALE. */
const SMALLEST_VOUCHER = 10n ** 16n;

async function balanceOf({ stack }: Walk, provider: JsonRpcProvider, address: string): Promise<bigint> {
  const token = new Contract(stack.deployment.token, tokenAbi, provider);
  return z.bigint().parse(await token.getFunction('balanceOf').staticCall(address));
}

async function acceptedUpdates({ server }: Stack): Promise<number> {
  return (await server.engine.db.query.updates.findMany()).length;
}

const PATIENCE_MS = 150_000;

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
