import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import pino from 'pino';
import { buildExtension } from '../../server/demo/build-extension.ts';
import { type Companions, startCompanions } from '../../server/demo/companions.ts';
import { loadLibrary } from '../../server/demo/library/story.ts';
import { type Stack, startStack } from '../../server/demo/stack.ts';
import { votes } from '../../server/store/schema.ts';
import { frameFor, newContributor } from '../../server/testing/contributors.ts';
import { serverClient } from '../../shared/protocol/server-client.ts';
import { type BrowserContributor, openContributor } from '../lab/tour/browser-contributor.ts';
import { findLeaks } from '../lab/tour/leaks.ts';
import { personas, readingList } from '../lab/tour/personas.ts';
import { type RecordingProxy, startRecordingProxy } from '../lab/tour/recording-proxy.ts';

/** One person and four demo readers: from the first story to an update in the log and a match in the page. */
test.describe
  .serial('a person who reads, agrees to contribute, and presses “Learn now”', () => {
    const logger = pino({ level: 'silent' });
    const [ada] = personas;
    const list = readingList(ada!, 0, loadLibrary().stories, 2);
    let folder: string;
    let stack: Stack;
    let companions: Companions;
    let proxy: RecordingProxy;
    let reader: BrowserContributor;

    test.beforeAll(async () => {
      const extension = await buildExtension('e2e', () => undefined);
      folder = await mkdtemp(join(tmpdir(), 'prompttale-loop-'));
      stack = await startStack({
        dataFolder: join(folder, 'stack'),
        ports: { server: 0, library: 0, chain: 0 },
        logger,
        settings: { RATIFY_SECONDS: '300' },
      });
      companions = await startCompanions(4, stack.server.url, logger);
      proxy = await startRecordingProxy();
      reader = await openContributor({
        name: 'Ada',
        extension,
        profileFolder: join(folder, 'profile'),
        proxy: proxy.url,
      });
    });
    test.afterAll(async () => {
      await reader?.close();
      await proxy?.close();
      await companions?.stop();
      await stack?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    test('leaves signals of what was read and rated on the device', async () => {
      await reader.onboard(stack.server.url);
      for (const reading of list) await reader.read(reading, stack.library.url);
      expect(await reader.count('signals')).toBeGreaterThanOrEqual(2 * list.length);
      expect(await reader.count('stories')).toBeGreaterThanOrEqual(list.length);
    });

    test('sends one update, and finds it in the server’s public log', async () => {
      await reader.learn();
      expect(await reader.findsInclusion()).toBe(true);
      expect(await reader.count('updates')).toBe(1);
    });

    test('sees how likely they are to enjoy a story, beside its title', async () => {
      await expect
        .poll(async () => (await reader.badges(stack.library.url)).length, { timeout: 30_000 })
        .toBeGreaterThan(0);
      for (const percent of await reader.badges(stack.library.url)) {
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
      }
    });

    test('is asked about a version that others taught, judges it on the device, and votes', async () => {
      const client = serverClient(stack.server.url, fetch);
      const others = await Promise.all(Array.from({ length: 36 }, () => newContributor(client)));
      const round = await client.call('round.current', { task: 'taste' });
      for (const other of others.slice(0, round.target - round.accepted)) {
        await client.submit(await frameFor(other, round));
      }
      await expect.poll(() => reader.sent(), { timeout: 60_000 }).toMatch(/Said: (not )?worse\./);
      const cast = await stack.server.engine.db.select().from(votes);
      expect(cast).toHaveLength(1);
      expect(await reader.sent()).toContain('1 of 4 votes given');
    });

    test('has sent no sentence, title or address of a story to anybody but the story site', () => {
      const sent = proxy.requests.filter(({ url }) => url.startsWith(stack.server.url));
      expect(sent.some(({ url }) => url.includes('update.submit'))).toBe(true);
      expect(
        findLeaks(
          proxy.requests,
          stack.library.url,
          list.map(({ story }) => story),
        ),
      ).toEqual([]);
      // The search itself must be able to find something: the story site was told, of course.
      expect(
        findLeaks(
          proxy.requests,
          'http://nowhere',
          list.map(({ story }) => story),
        ),
      ).not.toEqual([]);
    });
  });
