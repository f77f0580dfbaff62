import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { savedMarkup } from '../conformance/saved-page.ts';
import { ao3Url, giveKudos, openReader, type Reader, serveAo3, temporaryFolder } from './fixtures.ts';
import { soundByDayAndNight } from './sound-by-day-and-night.ts';

const STORIES = ['/works/101', '/works/102', '/works/103'];
const LISTING = '/tags/Lighthouses/works';
const SECTIONS = [
  'sites',
  'taste',
  'writing',
  'data',
  'sent',
  'earnings',
  'privacy',
  'wallet',
  'server',
  'diagnostics',
];

/** Every page of the extension, by day and by night, as axe judges it: nothing serious anywhere. */
test.describe
  .serial('accessibility', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let reader: Reader;

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      reader = await openReader(join(folder.path, 'profile'));
      const story = savedMarkup('ao3/one-shot.html');
      await serveAo3(reader.context, {
        ...Object.fromEntries(
          STORIES.map((path) => [path, story.replaceAll('7001234', path.replace('/works/', ''))]),
        ),
        [LISTING]: savedMarkup('ao3/listing.html'),
      });
    });
    test.afterAll(async () => {
      await reader?.close();
      await folder?.remove();
    });

    test('of the welcome page', async () => {
      await soundByDayAndNight(await reader.own('welcome.html'));
    });

    test('of the popup and every section of the options, with things in them', async () => {
      await reader.agree({ sites: ['Archive of Our Own'], badges: true });
      await giveKudos(reader, STORIES);
      const listing = await reader.context.newPage();
      await listing.goto(ao3Url(LISTING));
      await expect(listing.locator('prompttale-badge').first()).toBeAttached();
      const popup = await reader.popupOver(listing);
      await popup.getByRole('button', { name: 'Learn now' }).click();
      await expect(popup.getByText(/^Last: /)).toBeVisible({ timeout: 60_000 });
      await soundByDayAndNight(popup);
      for (const section of SECTIONS) {
        const page = await reader.own(`options.html#${section}`);
        await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
        await soundByDayAndNight(page);
        await page.close();
      }
    });

    test('of the writing panel, with a draft judged and texts suggested', async () => {
      const panel = await reader.own('sidepanel.html');
      await panel
        .getByLabel('The text')
        .fill('She went down to the harbour, and nobody was there. '.repeat(30));
      await panel.getByRole('button', { name: 'Look at it' }).click();
      await expect(panel.getByRole('heading', { name: 'How it is written' })).toBeVisible({
        timeout: 30_000,
      });
      await panel.getByRole('button', { name: 'Suggest texts' }).click();
      await expect(panel.locator('ol > li').first()).toBeVisible({ timeout: 30_000 });
      await soundByDayAndNight(panel);
      await panel.close();
    });

    test('of a page at double size, where nothing needs scrolling sideways', async () => {
      const popup = await reader.own('popup.html');
      await popup.setViewportSize({ width: 380, height: 700 });
      await popup.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      });
      const tooWide = await popup.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(tooWide).toBeLessThanOrEqual(0);
    });
  });
