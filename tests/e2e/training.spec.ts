import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { savedMarkup } from '../conformance/saved-page.ts';
import { ao3Url, giveKudos, openReader, type Reader, serveAo3, temporaryFolder } from './fixtures.ts';

const STORIES = ['/works/101', '/works/102', '/works/103'];
/** So many that learning from them takes seconds. */
const MANY = 6000;
const LISTING = '/tags/Lighthouses/works';

/** Learning on the device, for oneself alone: trained, seen in the page, stopped, and cut off by a killed browser. */
test.describe
  .serial('learning', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let reader: Reader;
    let popup: Page;

    const open = async (): Promise<void> => {
      reader = await openReader(join(folder.path, 'profile'));
      const story = savedMarkup('ao3/one-shot.html');
      await serveAo3(reader.context, {
        ...Object.fromEntries(STORIES.map((path) => [path, story])),
        [LISTING]: savedMarkup('ao3/listing.html'),
      });
    };
    const status = async (): Promise<unknown> => {
      const rows = await reader.rows('settings');
      return rows.find((row) => JSON.stringify(row).includes('"key":"status:training"'));
    };
    const learnNow = () => popup.getByRole('button', { name: 'Learn now' });

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      await open();
      await reader.agree({ sites: ['Archive of Our Own'], badges: true });
      await giveKudos(reader, STORIES);
      popup = await reader.own('popup.html');
    });
    test.afterAll(async () => {
      await reader?.close();
      await folder?.remove();
    });

    test('trains in WebAssembly when it is asked to', async () => {
      await learnNow().click();
      await expect(popup.getByText(/^Last: /)).toBeVisible({ timeout: 30_000 });
      expect(await status()).toMatchObject({ value: { state: 'idle', backend: 'wasm', message: null } });
      expect(await reader.rows('personal')).toEqual([expect.objectContaining({ examples: STORIES.length })]);
    });

    test('shows in a listing how likely each story is to be enjoyed', async () => {
      const listing = await reader.context.newPage();
      await listing.goto(ao3Url(LISTING));
      const badges = listing.locator('prompttale-badge [aria-expanded]');
      await expect(badges.first()).toHaveAccessibleName(/^PrompTale: \d{1,3} % match$/);
      const works = await listing.locator('li.work.blurb').count();
      expect(works).toBeGreaterThan(5);
      await expect(badges).toHaveCount(works);
      // The reasons are worked out when somebody asks, for the last of the listing as for the first.
      await badges.last().click();
      await expect(listing.locator('prompttale-badge[data-open] li').first()).toHaveText(
        /^(for|against): \S/,
      );
      await listing.close();
    });

    test('is dark where the site’s skin is, whatever the browser prefers', async () => {
      const listing = await reader.context.newPage();
      const lightness = async (): Promise<number> =>
        listing
          .locator('prompttale-badge [aria-expanded]')
          .first()
          .evaluate((badge) =>
            Number(/oklch\(([\d.]+)/.exec(getComputedStyle(badge).backgroundColor)?.[1] ?? Number.NaN),
          );
      await listing.goto(ao3Url(LISTING));
      expect(await lightness()).toBe(1);
      await listing.addStyleTag({ content: 'body { background: #333; color: #eee }' });
      expect(await lightness()).toBeLessThan(0.3);
      await listing.close();
    });

    test('shows it for stories, too, that come while the listing is scrolled', async () => {
      const listing = await reader.context.newPage();
      await listing.goto(ao3Url(LISTING));
      const badges = listing.locator('prompttale-badge [aria-expanded]');
      await expect(badges.first()).toBeAttached();
      const works = await badges.count();
      const more = savedMarkup('ao3/listing.html').replaceAll('/works/1', '/works/91');
      await listing.evaluate((html) => {
        const page = new DOMParser().parseFromString(html, 'text/html');
        document.querySelector('ol.work.index')?.append(...page.querySelectorAll('li.work.blurb'));
      }, more);
      await expect(badges).toHaveCount(2 * works);
      await expect(badges.last()).toHaveAccessibleName(/^PrompTale: \d{1,3} % match$/);
      await listing.close();
    });

    test('ends at once when it is stopped, and keeps nothing of it', async () => {
      await reader.likeManyMore(MANY);
      const before = await reader.rows('personal');
      const { signals } = await reader.counts();
      await learnNow().click();
      await expect(popup.getByText(/^Learning\./)).toBeVisible({ timeout: 30_000 });
      await popup.getByRole('button', { name: 'Stop' }).click();
      await expect(popup.getByText('Stopped. Nothing of it is kept or sent.')).toBeVisible();
      await expect(learnNow()).toBeEnabled();
      expect(await status()).toMatchObject({ value: { state: 'idle' } });
      expect(await reader.rows('personal')).toEqual(before);
      expect(await reader.counts()).toMatchObject({ results: 0, signals });
    });

    test('that a killed browser cut off is told, put right, and can be done again', async () => {
      const { signals } = await reader.counts();
      await learnNow().click();
      await expect(popup.getByText(/^Learning\./)).toBeVisible({ timeout: 30_000 });
      await killBrowser(reader);
      await open();
      popup = await reader.own('popup.html');
      await expect(popup.getByText('The last training was interrupted', { exact: false })).toBeVisible();
      expect(await status()).toMatchObject({ value: { state: 'idle' } });
      expect(await reader.counts()).toMatchObject({ results: 0, signals, consent: 1 });
      await learnNow().click();
      await expect(popup.getByText(/^Last: /)).toBeVisible({ timeout: 60_000 });
      // The newest two thousand stories are fitted to, however many there are.
      expect(await reader.rows('personal')).toEqual([expect.objectContaining({ examples: 2000 })]);
    });
  });

/** Kills the browser's own process; what it started ends with it. */
async function killBrowser({ context }: Reader): Promise<void> {
  const session = await context.browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  const main = processInfo.find(({ type }) => type === 'browser');
  if (main === undefined) throw new Error('the browser does not tell its process');
  const closed = context.waitForEvent('close');
  process.kill(main.id, 'SIGKILL');
  await closed;
}
