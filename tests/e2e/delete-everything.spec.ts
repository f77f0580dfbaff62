import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { savedMarkup } from '../conformance/saved-page.ts';
import { type Door, startDoor } from './door.ts';
import {
  ao3Url,
  giveKudos,
  injectedScripts,
  leave,
  openReader,
  type Reader,
  readFor,
  serveAo3,
  temporaryFolder,
} from './fixtures.ts';
import { startTaleStack, type TaleStack } from './tale-stack.ts';

const STORIES = ['/works/101', '/works/102', '/works/103'] as const;

/** Tables that hold something once somebody has read and contributed. */
const FILLED = ['consent', 'keys', 'models', 'personal', 'settings', 'signals', 'stories', 'updates'];

/** What is left, on the device and at the server, when somebody deletes everything. */
test.describe
  .serial('deleting everything', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let tale: TaleStack;
    let door: Door;
    let reader: Reader;
    let options: Page;
    let story: Page;
    let contributor: string;

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      tale = await startTaleStack(folder.path);
      door = await startDoor(tale.stack.server.url, () => 'pass');
      reader = await openReader(join(folder.path, 'profile'));
      await serveAo3(
        reader.context,
        Object.fromEntries(STORIES.map((path) => [path, savedMarkup('ao3/one-shot.html')])),
      );
    });
    test.afterAll(async () => {
      await reader?.close();
      await door?.close();
      await tale?.stop();
      await folder?.remove();
    });

    const atServer = async () => {
      const { contributors, updates } = tale.stack.server.engine.db.query;
      return {
        contributors: (await contributors.findMany()).map(({ id }) => id),
        authors: (await updates.findMany()).map(({ contributor }) => contributor),
      };
    };
    const bodiesAtServer = async (): Promise<string[]> =>
      (await tale.stack.server.engine.db.query.updates.findMany()).map(({ bodyHash }) => bodyHash);
    /** How the server answers who asks for these bytes. */
    const answersFor = (hashes: readonly string[]): Promise<number[]> =>
      Promise.all(hashes.map(async (hash) => (await fetch(`${tale.stack.server.url}/blobs/${hash}`)).status));
    /** Agrees, likes a few stories, and contributes once. @returns the contributor's id */
    const contribute = async (): Promise<string> => {
      await reader.agree({ sites: ['Archive of Our Own'], server: door.url });
      await giveKudos(reader, STORIES);
      const popup = await reader.own('popup.html');
      await popup.getByRole('button', { name: 'Learn now' }).click();
      const tick = popup.getByRole('img', { name: /^Found in the public log/ });
      await expect(tick).toBeVisible({ timeout: 45_000 });
      await popup.close();
      return keySchema.parse((await reader.rows('keys'))[0]).contributor;
    };
    /** Names of the tables that have rows. */
    const filledTables = async (): Promise<string[]> =>
      Object.entries(await reader.counts()).flatMap(([table, rows]) => (rows > 0 ? [table] : []));
    const ask = async (): Promise<void> => {
      options = await reader.own('options.html#data');
      await options.getByRole('button', { name: 'Delete everything …' }).click();
    };
    const confirm = () => options.getByRole('button', { name: 'Delete everything now' }).click();

    test('is asked about again, with what cannot be undone and what is forfeited', async () => {
      contributor = await contribute();
      expect(await atServer()).toEqual({ contributors: [contributor], authors: [contributor] });
      await tale.earn(3n);
      const popup = await reader.own('popup.html');
      await expect(popup.getByText('Yours. Choose an address', { exact: false })).toBeVisible();
      await popup.close();
      await ask();
      const question = options.getByRole('group', { name: 'Delete everything' });
      await expect(question).toContainText('The public log keeps the hashes of your updates.');
      await expect(question).toContainText(/Not claimed: [1-9][\d.,]* TALE/);
      await expect(question.getByRole('checkbox', { name: /tell the server to forget/ })).toBeChecked();
      await expect(question).not.toContainText('The server does not answer');
      await question.getByRole('button', { name: 'Keep everything' }).click();
      await expect(question).toBeHidden();
      expect(await filledTables()).toEqual(expect.arrayContaining(FILLED));
      await options.close();
    });

    test('empties every table, takes the scripts from all sites, and has the server forget', async () => {
      const bodies = await bodiesAtServer();
      expect(await answersFor(bodies)).toEqual([200]);
      expect(await reader.registeredScripts()).toHaveLength(1);
      story = await reader.context.newPage();
      await story.goto(ao3Url(STORIES[0]));
      await readFor(story, 1000);
      // A popup that is open asks for news all the time: what it has under way must not outlive the deletion.
      const popup = await reader.own('popup.html');
      await popup.evaluate(askForNews);
      await ask();
      await confirm();
      await expect(
        options.getByText('The server has forgotten this device.', { exact: false }),
      ).toBeVisible();
      expect(await filledTables()).toEqual([]);
      expect(await reader.registeredScripts()).toEqual([]);
      const { contributors, authors } = await atServer();
      expect(contributors).toEqual([]);
      expect(authors).toEqual([expect.stringMatching(/^forgotten /)]);
      expect(await answersFor(bodies)).toEqual([404]);
    });

    test('ends capture, in the page that was open and in new ones', async () => {
      await readFor(story, 1500);
      await story.locator('#kudo_submit').click();
      await leave(story);
      const again = await reader.context.newPage();
      await again.goto(ao3Url(STORIES[1]));
      await readFor(again, 1500);
      expect(await injectedScripts(again)).toEqual([]);
      await leave(again);
      expect(await filledTables()).toEqual([]);
    });

    test('makes the device a stranger, who is asked for everything anew', async () => {
      for (const page of reader.context.pages()) if (page.url().endsWith('/popup.html')) await page.close();
      const popup = await reader.own('popup.html');
      const [welcome] = await Promise.all([
        reader.context.waitForEvent('page'),
        popup.getByRole('button', { name: 'Read and choose' }).click(),
      ]);
      await expect(welcome.getByRole('button', { name: 'I agree, with these choices' })).toBeVisible();
      await expect(welcome.getByRole('switch', { checked: true })).toHaveCount(0);
      await welcome.close();
      await popup.close();
      await options.close();
      expect(await contribute()).not.toBe(contributor);
      expect((await atServer()).contributors).toHaveLength(1);
    });

    test('while the server is away empties the device all the same, and says that the server was not told', async () => {
      door.behave = () => 'drop';
      await ask();
      const question = options.getByRole('group', { name: 'Delete everything' });
      await expect(question).toContainText('The server does not answer at the moment');
      await expect(question).toContainText('nobody can ask it to forget them');
      await confirm();
      await expect(options.getByText('The server was not told', { exact: false })).toBeVisible();
      expect(await filledTables()).toEqual([]);
      expect(await reader.registeredScripts()).toEqual([]);
      expect((await atServer()).contributors).toHaveLength(1);
    });
  });

/** Runs in a page of the extension: asks it to look after contributing, again and again. */
function askForNews(): void {
  const message = { target: 'background', name: 'contribution.sync', body: {} };
  setInterval(() => chrome.runtime.sendMessage(message), 50);
}

declare const chrome: { readonly runtime: { sendMessage(message: object): Promise<unknown> } };

const keySchema = z.object({ contributor: z.string() });
