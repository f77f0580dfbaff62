import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import pino from 'pino';
import { type Stack, startStack } from '../../server/demo/stack.ts';
import { savedMarkup } from '../conformance/saved-page.ts';
import { type Behaviour, type Door, startDoor } from './door.ts';
import { giveKudos, openReader, type Reader, serveAo3, temporaryFolder } from './fixtures.ts';

const STORIES = ['/works/101', '/works/102', '/works/103'];

const website: Behaviour = () => ({
  status: 200,
  type: 'text/html',
  body: '<!doctype html><title>Parked</title><p>This name is for sale.</p>',
});
const broken: Behaviour = () => ({ status: 500, type: 'text/plain', body: 'Internal Server Error' });

/** A server that is away, answers nonsense, comes back, and serves a model that is not the one it names. */
test.describe
  .serial('an aggregation server in trouble', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let stack: Stack;
    let door: Door;
    let reader: Reader;
    let popup: Page;

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      stack = await startStack({
        dataFolder: join(folder.path, 'stack'),
        ports: { server: 0, library: 0, chain: 0 },
        logger: pino({ level: 'silent' }),
        // One update closes a round: the trouble here is not the company.
        settings: { RULE: 'mean', ROUND_MINIMUM: '1', ROUND_CAPACITY: '1' },
      });
      door = await startDoor(stack.server.url, () => 'drop');
      reader = await openReader(join(folder.path, 'profile'));
      await serveAo3(
        reader.context,
        Object.fromEntries(STORIES.map((path) => [path, savedMarkup('ao3/one-shot.html')])),
      );
      await reader.agree({ sites: ['Archive of Our Own'], server: door.url });
      await giveKudos(reader, STORIES);
    });
    test.afterAll(async () => {
      await reader?.close();
      await door?.close();
      await stack?.stop();
      await folder?.remove();
    });

    const learnNow = () => popup.getByRole('button', { name: 'Learn now' });
    const lastContribution = () => popup.getByRole('region', { name: 'Last contribution' });
    const versions = async (): Promise<unknown[]> => reader.rows('models');

    test('that is down is named in the popup, and learning goes on without it', async () => {
      popup = await reader.own('popup.html');
      await expect(popup.getByText('The server does not answer', { exact: true })).toBeVisible();
      await expect(
        popup.getByText('what waits to be sent is kept and sent later', { exact: false }),
      ).toBeVisible();
      await learnNow().click();
      await expect(popup.getByText(/^Last: /)).toBeVisible({ timeout: 30_000 });
      expect(await reader.rows('personal')).toHaveLength(1);
      expect(await reader.rows('updates')).toEqual([]);
      await expect(lastContribution()).toContainText('Nothing has been sent yet.');
    });

    for (const [what, behaviour] of [
      ['is a website', website],
      ['answers with errors', broken],
    ] as const) {
      test(`that ${what} is told apart from one that is down`, async () => {
        door.behave = () => 'drop';
        await popup.reload();
        await expect(popup.getByText('The server does not answer', { exact: true })).toBeVisible();
        door.behave = behaviour;
        await popup.reload();
        await expect(popup.getByText('The server answers, but not as it should')).toBeVisible();
        await expect(
          popup.getByText('something that is not of this protocol', { exact: false }),
        ).toBeVisible();
        await expect(popup.getByText('The server does not answer', { exact: true })).toBeHidden();
        expect(await reader.rows('updates')).toEqual([]);
      });
    }

    test('that goes away while an update is sent loses nothing: the update waits', async () => {
      let away = false;
      door.behave = (path) => {
        away ||= path.includes('update.submit');
        return away ? 'drop' : 'pass';
      };
      await popup.reload();
      await expect(popup.getByText('The server answers, but not as it should')).toBeHidden();
      await expect.poll(versions).toHaveLength(1);
      await learnNow().click();
      await expect(lastContribution()).toContainText('Waits to be sent.', { timeout: 30_000 });
      await expect(popup.getByText('The server does not answer', { exact: true })).toBeVisible();
      expect(await reader.rows('updates')).toEqual([
        expect.objectContaining({ round: 1, attempts: 1, state: { is: 'queued' } }),
      ]);
    });

    test('that is back gets the update once; a model with another hash than it names is not taken', async () => {
      const [before] = await versions();
      door.behave = (path) => (path.startsWith('/models/') ? 'damage' : 'pass');
      await expect(lastContribution()).not.toContainText('Waits to be sent.', { timeout: 45_000 });
      await expect(
        popup.getByText('bytes that have not the hash they should have', { exact: false }),
      ).toBeVisible({
        timeout: 30_000,
      });
      await expect(popup.getByText('The server answers, but not as it should')).toBeVisible();
      expect(await stack.server.engine.db.query.updates.findMany()).toHaveLength(1);
      expect(await versions()).toEqual([before]);

      door.behave = () => 'pass';
      await popup.reload();
      await expect(popup.getByRole('img', { name: /^Found in the public log/ })).toBeVisible({
        timeout: 30_000,
      });
      // The tick may be from before; the popup asks for news every ten seconds.
      await expect
        .poll(versions, { timeout: 30_000 })
        .toContainEqual(expect.objectContaining({ version: 2 }));
      await expect(popup.getByText('The server answers, but not as it should')).toBeHidden();
      expect(await stack.server.engine.db.query.updates.findMany()).toHaveLength(1);
    });
  });
