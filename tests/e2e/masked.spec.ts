import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import pino from 'pino';
import { buildExtension } from '../../server/demo/build-extension.ts';
import { loadLibrary } from '../../server/demo/library/story.ts';
import { type Stack, startStack } from '../../server/demo/stack.ts';
import { type RunningHelper, startMaskHelper } from '../../server/mask-helper/mask-helper.ts';
import { publicBlobs } from '../../server/store/schema.ts';
import { newContributor, plainModel } from '../../server/testing/contributors.ts';
import { makeClientUpdate } from '../../shared/learning/client-round.ts';
import { type ContributorKey, signedCall, signedRequest } from '../../shared/learning/contributor.ts';
import { maskingFor } from '../../shared/learning/masking-for.ts';
import { maskingEngine } from '../../shared/masking/masking-engine.ts';
import { canonicalBytes } from '../../shared/protocol/canonical.ts';
import type { UpdateHash } from '../../shared/protocol/ids.ts';
import { type ServerClient, serverClient } from '../../shared/protocol/server-client.ts';
import { auditServer } from '../../shared/replay/audit-server.ts';
import { type BrowserContributor, openContributor } from '../lab/tour/browser-contributor.ts';
import { personas, readingList } from '../lab/tour/personas.ts';
import { startRecordingProxy } from '../lab/tour/recording-proxy.ts';

/** A reader in a real browser, in a group of three with two others, whose single updates nobody sees. */
for (const engine of ['helper', 'pairwise'] as const) {
  test.describe
    .serial(`a reader whose updates are masked: ${engine}`, () => {
      const logger = pino({ level: 'silent' });
      const list = readingList(personas[0]!, 0, loadLibrary().stories, 2);
      const closing: (() => Promise<unknown>)[] = [];
      let stack: Stack;
      let helper: RunningHelper;
      let reader: BrowserContributor;
      let client: ServerClient;

      test.beforeAll(async () => {
        const folder = await mkdtemp(join(tmpdir(), 'prompttale-masked-'));
        closing.push(() => rm(folder, { recursive: true, force: true }));
        const extension = await buildExtension('e2e', () => undefined);
        helper = await startMaskHelper(
          { HOST: '127.0.0.1', PORT: 0, DATA_DIR: 'memory://', SMALLEST_GROUP: 3 },
          logger,
        );
        closing.push(() => helper.stop());
        stack = await startStack({
          dataFolder: join(folder, 'stack'),
          ports: { server: 0, library: 0, chain: 0 },
          logger,
          settings: {
            MASKED: `taste:${engine}`,
            MASKED_GROUP: '3',
            HELPER_URL: helper.url,
            HELPER_KEY: helper.key,
            RULE: 'mean',
            ROUND_CAPACITY: '3',
            ROUND_MINIMUM: '3',
            AUDIT: 'auditors',
          },
        });
        closing.push(() => stack.stop());
        client = serverClient(stack.server.url, fetch);
        const proxy = await startRecordingProxy();
        closing.push(() => proxy.close());
        reader = await openContributor({
          name: 'Ada',
          extension,
          profileFolder: join(folder, 'profile'),
          proxy: proxy.url,
        });
        closing.push(() => reader.close());
      });
      test.afterAll(async () => {
        for (const close of closing.reverse()) await close().catch(() => undefined);
      });

      test('contributes, and finds the round in the log', async () => {
        await reader.onboard(stack.server.url);
        for (const reading of list) await reader.read(reading, stack.library.url);
        await reader.learn();
        const others = [await newContributor(client), await newContributor(client)];
        const saved = new Map<ContributorKey, { update: UpdateHash; saved: Uint8Array | null }>();
        for (const key of others) saved.set(key, await joinRound(client, key));
        const answering = setInterval(() => void answerAll(client, saved).catch(() => undefined), 2000);
        try {
          expect(await reader.findsInclusion()).toBe(true);
        } finally {
          clearInterval(answering);
        }
      });

      test('leaves a sum of three behind, from which anybody can replay the round, and no update', async () => {
        const kinds = (await stack.server.engine.db.select().from(publicBlobs)).map(({ kind }) => kind);
        expect(kinds).toContain('sum');
        expect(kinds).not.toContain('body');
        const audit = await auditServer(client);
        expect(audit).toMatchObject({ ok: true, replayed: 1, notReplayable: [] });
      });
    });
}

/** Sends the first message of somebody without a browser. */
async function joinRound(client: ServerClient, key: ContributorKey) {
  const round = await client.call('round.current', { task: 'taste' });
  const { update, frame, saved } = await makeClientUpdate({
    delta: Float32Array.from({ length: round.parameters }, () => (Math.random() - 0.45) * 0.004),
    task: round.task,
    spec: plainModel(round.parameters),
    round: round.round,
    base: round.base.hash,
    norm: round.norm,
    privacy: round.privacy,
    contributor: key.id,
    now: Date.now(),
    random: Math.random,
    nonce: randomBytes(16),
    sign: key.sign,
    ...maskingFor(key, round),
  });
  await client.submit(frame);
  return { update, saved };
}

/** Has everybody without a browser answer what their group is told, once. */
async function answerAll(
  client: ServerClient,
  members: Map<ContributorKey, { update: UpdateHash; saved: Uint8Array | null }>,
): Promise<void> {
  for (const [key, { update, saved }] of members) {
    if (saved === null) continue;
    const when = () => ({ now: Date.now(), nonce: randomBytes(16) });
    const { told } = await signedCall(client, key, 'masking.ask', { update }, when());
    if (told === null) continue;
    const engine = maskingEngine({ engine: 'pairwise', groupSize: 3 });
    const step = await engine.answer(saved, new Uint8Array(Buffer.from(told.message, 'base64')), key);
    if (step.is === 'refused') throw new Error(step.why);
    members.set(key, { update, saved: step.saved });
    const { message } = step;
    await client.say(
      canonicalBytes(await signedRequest(key, 'masking.say', { update, phase: told.phase, message }, when())),
    );
  }
}
