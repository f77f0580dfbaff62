import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { savedMarkup } from '../conformance/saved-page.ts';
import {
  ao3Url,
  builtExtension,
  complaintsOf,
  leave,
  openReader,
  type Reader,
  readFor,
  serveAo3,
  temporaryFolder,
} from './fixtures.ts';

const STORY = '/works/7001234/chapters/9002';
const OTHER = '/works/7001235/chapters/9002';

/** A browser that has no room left, and gets some again. */
test.describe
  .serial('a full storage', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let extension: string;
    let reader: Reader;
    let desk: Page;
    let session: CDPSession;
    let page: Page;
    let before: Awaited<ReturnType<typeof everything>>;

    const everything = async () => ({
      signals: await reader.rows('signals'),
      stories: await reader.rows('stories'),
      consent: await reader.rows('consent'),
    });

    const open = async (): Promise<void> => {
      reader = await openReader(join(folder.path, 'profile'), Promise.resolve(extension));
      const chapter = savedMarkup('ao3/chapter.html');
      await serveAo3(reader.context, { [STORY]: chapter, [OTHER]: chapter });
      desk = await reader.own('icons/16.png');
      session = await reader.context.newCDPSession(desk);
      page = await reader.context.newPage();
    };
    /**
     * Leaves no room. Chromium asks for the quota when something is written first, and remembers the answer for half a
     * minute: in a browser that was just opened it is felt at once.
     */
    const fill = async (): Promise<void> => {
      await allow(session, desk, 1000);
      await expect.poll(() => desk.evaluate(writeSomething), { timeout: 45_000 }).toBe('QuotaExceededError');
    };

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      extension = await underQuota(join(folder.path, 'extension'));
      await open();
      await reader.agree({ sites: ['Archive of Our Own'] });
      await page.goto(ao3Url(STORY));
      await readFor(page, 1500);
      await leave(page);
      await expect.poll(() => reader.rows('signals')).toHaveLength(1);
      await reader.close();
      await open();
      before = await everything();
    });
    test.afterAll(async () => {
      await reader?.close();
      await folder?.remove();
    });

    test('is told in the popup and by the toolbar, while the page is read on', async () => {
      await fill();
      const complaints = complaintsOf(page);
      await page.goto(ao3Url(OTHER));
      await page.evaluate(() => document.addEventListener('submit', (event) => event.preventDefault()));
      await readFor(page, 2500);
      await page.locator('#kudo_submit').click();
      await expect(page.getByRole('heading', { name: 'The Forty-First Step' })).toBeAttached();
      const popup = await reader.popupOver(page);
      await expect(popup.getByText('Storage is full')).toBeVisible();
      await expect(popup.getByText('what is stored is safe', { exact: false })).toBeVisible();
      await popup.close();
      await expect.poll(reader.toolbarSign).toBe('!');
      expect(complaints).toEqual([]);
    });

    test('leaves what was stored as it is, and a choice that cannot be saved is said not to be', async () => {
      const popup = await reader.popupOver(page);
      const notSaved = popup.getByText('Your choice could not be saved. Nothing has changed.');
      await popup.getByRole('button', { name: 'for 1 hour' }).click();
      await expect(notSaved).toHaveCount(1);
      const site = popup.getByRole('switch', { name: 'Learn from Archive of Our Own' });
      await site.click();
      await expect(notSaved).toHaveCount(2);
      await expect(site).toBeChecked();
      await popup.close();
      expect(await everything()).toEqual(before);
    });

    test('ends with the room: what is read is on record again, and nothing is told any more', async () => {
      await allow(session, desk, null);
      await readFor(page, 1500);
      await leave(page);
      await expect
        .poll(() => reader.rows('signals'))
        .toEqual([...before.signals, expect.objectContaining({ story: 'ao3:7001235' })]);
      const popup = await reader.popupOver(page);
      await expect(popup.getByText('On for the sites you chose.')).toBeVisible();
      await expect(popup.getByText('Storage is full')).toBeHidden();
      await popup.close();
      await expect.poll(reader.toolbarSign).toBe('');
    });

    test('leaves room for deleting, which is what the popup advises', async () => {
      await reader.close();
      await open();
      await fill();
      const options = await reader.own('options.html#data');
      const newest = options.getByRole('button', { name: /^Delete everything about/ }).first();
      await newest.click();
      await expect(options.getByText('2 entries deleted.')).toBeVisible();
      expect(await reader.rows('signals')).toEqual(before.signals);
      await options.close();
    });

    test('can be emptied all the same', async () => {
      const options = await reader.own('options.html#data');
      await expect(options.getByText('Storage is full')).toBeVisible();
      await options.getByRole('button', { name: 'Delete everything …' }).click();
      await options.getByRole('button', { name: 'Delete everything now' }).click();
      await expect(options.getByText('2 entries deleted.', { exact: false })).toBeVisible();
      expect(Object.values(await reader.counts()).filter((rows) => rows > 0)).toEqual([]);
    });
  });

/**
 * A copy of the extension that lives under the browser's quota. The real one asks for `unlimitedStorage`, with which
 * only a disk that is really full ends its room, and no test should fill a disk.
 */
async function underQuota(copy: string): Promise<string> {
  await cp(await builtExtension(), copy, { recursive: true });
  const file = join(copy, 'manifest.json');
  const manifest = z
    .looseObject({ permissions: z.array(z.string()) })
    .parse(JSON.parse(await readFile(file, 'utf8')));
  const permissions = manifest.permissions.filter((name) => name !== 'unlimitedStorage');
  expect(permissions.length).toBe(manifest.permissions.length - 1);
  await writeFile(file, JSON.stringify({ ...manifest, permissions }));
  return copy;
}

/** Sets how many bytes the extension may store; null gives the browser's own limit back. */
async function allow(session: CDPSession, desk: Page, bytes: number | null): Promise<void> {
  const origin = `chrome-extension://${new URL(desk.url()).host}`;
  await session.send('Storage.overrideQuotaForOrigin', {
    origin,
    ...(bytes === null ? {} : { quotaSize: bytes }),
  });
}

/** Runs in the browser: tries to write a row into a database of its own. @returns what kept it from it */
function writeSomething(): Promise<string> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('probe', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows', { autoIncrement: true });
    opening.onerror = () => resolve(opening.error?.name ?? 'closed');
    opening.onsuccess = () => {
      const writing = opening.result.transaction('rows', 'readwrite');
      writing.objectStore('rows').add('something');
      const end = (what: string) => () => {
        opening.result.close();
        resolve(what);
      };
      writing.oncomplete = end('written');
      writing.onabort = () => end(writing.error?.name ?? 'aborted')();
    };
  });
}
