import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Wallet } from 'ethers';
import pino from 'pino';
import type { Page } from 'puppeteer-core';
import { type Stack, startStack } from '../../server/demo/stack.ts';
import { addressSchema } from '../../shared/protocol/ids.ts';
import { tipLine, tipText } from '../../shared/tips/tip-line.ts';
import { savedMarkup } from '../conformance/saved-page.ts';
import { type FirefoxReader, openFirefox } from './firefox-reader.ts';
import { ao3Url, temporaryFolder } from './fixtures.ts';

const CHAPTER = '/works/7001234/chapters/9002';
const STORIES = ['/works/101', '/works/102', '/works/103', '/works/104'];
const TIPPED = '/works/7001234/chapters/9003';
const LISTING = '/tags/Lighthouses/works';

/** The same extension in Firefox: its own permissions, its training page in a frame of the event page, its data question. */
test.describe
  .serial('in Firefox', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let stack: Stack;
    let reader: FirefoxReader;

    test.beforeAll(async () => {
      test.setTimeout(180_000);
      folder = await temporaryFolder();
      stack = await startStack({
        dataFolder: join(folder.path, 'stack'),
        ports: { server: 0, library: 0, chain: 0 },
        logger: pino({ level: 'silent' }),
        settings: { RULE: 'mean', ROUND_MINIMUM: '1', ROUND_CAPACITY: '1' },
      });
      const story = savedMarkup('ao3/one-shot.html');
      const writer = Wallet.createRandom();
      const signature = await writer.signMessage(tipText('archiveofourown.org/users/quill', writer.address));
      const line = tipLine({ address: addressSchema.parse(writer.address), signature });
      reader = await openFirefox(join(folder.path, 'profile'), {
        [TIPPED]: savedMarkup('ao3/chapter.html').replace('AUTHOR NOTE', `AUTHOR NOTE ${line}`),
        [CHAPTER]: savedMarkup('ao3/chapter.html'),
        [LISTING]: savedMarkup('ao3/listing.html'),
        ...Object.fromEntries(
          STORIES.map((path) => [path, story.replaceAll('7001234', path.replace('/works/', ''))]),
        ),
      });
    });
    test.afterAll(async () => {
      await reader?.close();
      await stack?.stop();
      await folder?.remove();
    });

    test('starts with no host, no script in any page, and no leave to send anything', async () => {
      expect(await reader.grants()).toEqual({ origins: [], data: [], scripts: [] });
      const page = await reader.open(ao3Url(CHAPTER));
      await scroll(page, 3);
      await page.close();
      expect(await reader.rows('signals')).toEqual([]);
    });

    test('asks for the hosts of what is switched on, and for leave to send when one contributes', async () => {
      const welcome = await reader.own('welcome.html');
      for (const name of [
        'Archive of Our Own',
        'Demo library',
        'Reading',
        'Feedback',
        'Suggest words while you write',
        'Show how likely you are to enjoy a story',
      ])
        await switchOn(welcome, name);
      expect((await reader.grants()).data).toEqual([]);
      await welcome.locator('input[type=radio]:not(:checked)').click();
      await expect
        .poll(async () => (await reader.grants()).data)
        .toEqual(expect.arrayContaining(['websiteActivity', 'websiteContent']));
      await welcome.locator('input[type=url], input[inputmode=url]').fill(stack.server.url);
      await welcome.keyboard.press('Enter');
      await press(welcome, 'I agree, with these choices');
      await see(welcome, 'Thank you. Go and read something.');
      await expect
        .poll(async () => (await reader.grants()).scripts)
        .toEqual(expect.arrayContaining(['site-ao3', 'site-demo-library']));
      expect((await reader.grants()).origins).toContain('https://*.archiveofourown.org/*');
      await welcome.close();
    });

    test('notices what is read, and what is thought of it', async () => {
      const page = await reader.open(ao3Url(CHAPTER));
      await scroll(page, 6);
      await page.goto('about:blank');
      await expect
        .poll(() => reader.rows('signals'))
        .toEqual([
          expect.objectContaining({
            story: 'ao3:7001234',
            observation: expect.objectContaining({ kind: 'reading', scriptedEvents: 0 }),
          }),
        ]);
      await page.close();
      for (const path of STORIES) await giveKudos(reader, path);
      await expect
        .poll(async () =>
          (await reader.rows('signals')).filter((row) => JSON.stringify(row).includes('kudos')),
        )
        .toHaveLength(STORIES.length);
    });

    test('finds in a writer’s own words that they take tips', async () => {
      const page = await reader.open(ao3Url(TIPPED));
      const own = await reader.own('options.html');
      const reply = await own.evaluate(async () => {
        const browser = Reflect.get(globalThis, 'browser');
        const [tab] = await browser.tabs.query({ url: 'https://archiveofourown.org/works/*' });
        const message = { target: 'background', name: 'tips.onPage', body: { tab: tab.id } };
        return browser.runtime.sendMessage(message);
      });
      expect(reply).toMatchObject({
        ok: true,
        body: { tips: [{ name: 'quill', writer: 'archiveofourown.org/users/quill' }] },
      });
      await own.close();
      await page.close();
    });

    test('a click that a page’s script makes is nobody’s opinion', async () => {
      const before = (await reader.rows('signals')).length;
      const page = await reader.open(ao3Url(CHAPTER));
      await page.evaluate(() => document.addEventListener('submit', (event) => event.preventDefault()));
      await page.mouse.move(300, 300);
      await page.evaluate(() => document.querySelector<HTMLElement>('#kudo_submit')?.click());
      await scroll(page, 2);
      await page.close();
      const kinds = (await reader.rows('signals')).slice(before).map((row) => JSON.stringify(row));
      expect(kinds.filter((row) => row.includes('kudos'))).toEqual([]);
    });

    test('learns in WebAssembly when asked to, and sends an update that the server takes', async () => {
      const popup = await reader.own('popup.html');
      await press(popup, 'Learn now');
      await expect.poll(() => reader.rows('updates'), { timeout: 60_000 }).toHaveLength(1);
      // Then it fits the reader's own head anew.
      await expect
        .poll(async () => JSON.stringify((await reader.rows('settings')).filter(isTrainingStatus)))
        .toMatch(/"state":"idle".*"backend":"wasm","message":null/);
      await expect
        .poll(async () => (await stack.server.engine.db.query.values.findMany()).length, { timeout: 60_000 })
        .toBe(1);
      await popup.close();
    });

    test('shows in a listing how likely each story is to be enjoyed', async () => {
      const listing = await reader.open(ao3Url(LISTING));
      // What is in a badge is closed to the page; on its outside stands how good the match is.
      await expect
        .poll(() => listing.$$eval('prompttale-badge[data-level]', (badges) => badges.length))
        .toBe(20);
      await listing.screenshot({ path: 'out/browser-tests/firefox-badges.png' });
      await listing.close();
    });

    test('suggests words in an editor, which Tab takes', async () => {
      const page = await reader.browser.newPage();
      await page.goto(`${stack.library.url}/write/firefox`);
      await page.bringToFront();
      const field = page.locator('textarea[data-editor]');
      await field.click();
      await page.waitForSelector('prompttale-chip', { timeout: 30_000 });
      await page.keyboard.type('She opened the door, and there was nothing e', { delay: 20 });
      await page.waitForSelector('prompttale-ghost:popover-open', { timeout: 30_000 });
      await page.screenshot({ path: 'out/browser-tests/firefox-ghost.png' });
      await page.keyboard.press('Tab');
      const text = () => page.$eval('textarea[data-editor]', ({ value }) => value);
      await expect.poll(text).toMatch(/there was nothing e\w+/);
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
      await page.close();
    });

    test('sends nothing more once the browser’s own page took the leave to send back', async () => {
      await reader.revoke({ data_collection: ['websiteActivity'] });
      await expect
        .poll(() => reader.rows('consent'))
        .toEqual([expect.objectContaining({ contribute: false })]);
    });

    test('forgets a site whose hosts the browser’s own page took back, with all that it gave', async () => {
      const { origins } = await reader.grants();
      await reader.revoke({
        origins: origins.filter((origin) => /archiveofourown|squidgeworld/.test(origin)),
      });
      await expect.poll(async () => (await reader.grants()).scripts).toEqual(['site-demo-library']);
      expect(JSON.stringify(await reader.rows('signals'))).not.toContain('ao3:');
    });
  });

const isTrainingStatus = (row: unknown): boolean => JSON.stringify(row).includes('"status:training"');

async function switchOn(page: Page, name: string): Promise<void> {
  const control = `aria/${name}[role="switch"]`;
  await page.locator(control).click();
  await expect
    .poll(() => page.$eval(control, (element) => element.getAttribute('aria-checked')))
    .toBe('true');
}

const press = (page: Page, name: string): Promise<void> =>
  page.locator(`aria/${name}[role="button"]`).click();

const see = (page: Page, text: string): Promise<void> =>
  expect.poll(() => page.evaluate(() => document.body.innerText)).toContain(text);

/** Reads on with the wheel, as somebody who is there. */
async function scroll(page: Page, seconds: number): Promise<void> {
  await page.mouse.move(400, 400);
  await page.mouse.wheel({ deltaY: 450 });
  for (let half = 0; half < 2 * seconds; half++) {
    await page.mouse.wheel({ deltaY: 150 });
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function giveKudos(reader: FirefoxReader, path: string): Promise<void> {
  const before = (await reader.rows('signals')).length;
  const page = await reader.open(ao3Url(path));
  // The archive answers kudos without leaving the page.
  await page.evaluate(() => document.addEventListener('submit', (event) => event.preventDefault()));
  // Until the site's script is there nobody notices; after that, pressing again says nothing new.
  await expect(async () => {
    await page.locator('#kudo_submit').click();
    expect((await reader.rows('signals')).length).toBeGreaterThan(before);
  }).toPass({ timeout: 20_000 });
  await page.close();
}
