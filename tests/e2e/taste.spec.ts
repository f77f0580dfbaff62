import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { savedMarkup } from '../conformance/saved-page.ts';
import { ao3Url, giveKudos, openReader, type Reader, serveAo3, temporaryFolder } from './fixtures.ts';

const STORIES = ['/works/101', '/works/102', '/works/103', '/works/104'];
const LISTING = '/tags/Lighthouses/works';

/** What the engine thinks somebody likes, as that person sees it and decides about it. */
test.describe
  .serial('the taste page', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let reader: Reader;
    let taste: Page;

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
      await reader.agree({ sites: ['Archive of Our Own'], badges: true });
    });
    test.afterAll(async () => {
      await reader?.close();
      await folder?.remove();
    });

    test('claims nothing before anything is known', async () => {
      taste = await reader.own('options.html#taste');
      await expect(taste.getByText('Not enough is known yet.', { exact: false })).toBeVisible();
      await expect(taste.getByText('Nothing yet. Look through a listing', { exact: false })).toBeVisible();
      await expect(taste.getByText('Nothing was read yet on sites that are on.')).toBeVisible();
    });

    test('shows labels with their weight once the engine has learnt, and stories that were met', async () => {
      await giveKudos(reader, STORIES);
      const listing = await reader.context.newPage();
      await listing.goto(ao3Url(LISTING));
      await expect(listing.locator('prompttale-badge').first()).toBeAttached();
      const popup = await reader.own('popup.html');
      await popup.getByRole('button', { name: 'Learn now' }).click();
      await expect(popup.getByText(/^Last: /)).toBeVisible({ timeout: 60_000 });
      await popup.close();
      await taste.reload();
      await expect(taste.getByText('From 4 stories that taught it.')).toBeVisible();
      await expect(
        taste.getByRole('button', { name: 'Ignore Lighthouses: it counts for nothing' }),
      ).toBeVisible();
      const suggestions = taste.getByRole('list').filter({ hasText: '% match' }).getByRole('listitem');
      await expect(suggestions).toHaveCount(12);
      await expect(suggestions.first().getByRole('link')).toHaveAttribute(
        'href',
        /^https:\/\/archiveofourown\.org\/works\/\d+$/,
      );
      await listing.close();
    });

    test('lets its reader ignore a label, pin one, and take both back', async () => {
      await taste.getByRole('button', { name: 'Ignore Lighthouses: it counts for nothing' }).click();
      await expect(taste.getByText('lighthouses: counts for nothing')).toBeVisible();
      await expect(taste.getByRole('rowheader', { name: 'Lighthouses' })).toHaveCount(0);
      const pin = taste.getByRole('button', { name: /^Pin / }).first();
      await pin.click();
      await expect(pin).toHaveAttribute('aria-pressed', 'true');
      for (const take of await taste.getByRole('button', { name: /^Take back/ }).all()) {
        await expect(take).toBeVisible();
      }
      await taste.getByRole('button', { name: 'Take back what you decided about lighthouses' }).click();
      await expect(taste.getByRole('rowheader', { name: 'Lighthouses' })).toBeVisible();
    });

    test('puts the best match of a listing first, and the listing back when its reader wants that', async () => {
      const percents = async (): Promise<number[]> => {
        const listing = await reader.context.newPage();
        await listing.goto(ao3Url(LISTING));
        const badges = listing.locator('prompttale-badge [aria-expanded]');
        await expect(badges.first()).toHaveAccessibleName(/% match$/);
        await expect(badges).toHaveCount(await listing.locator('li.work.blurb').count());
        const shown = (await badges.allTextContents()).map((text) => Number.parseInt(text, 10));
        await listing.close();
        return shown;
      };
      const descending = (values: readonly number[]): number[] => [...values].sort((a, b) => b - a);
      const before = await percents();
      const best = taste.getByRole('switch', { name: 'Best match first' });
      await best.click();
      await expect(best).toBeChecked();
      await expect.poll(percents).toEqual(descending(before));
      await best.click();
      await expect(best).not.toBeChecked();
      await expect.poll(percents).toEqual(before);
    });

    test('hides a story at its badge, everywhere, until it is shown again on the taste page', async () => {
      const listing = await reader.context.newPage();
      await listing.goto(ao3Url(LISTING));
      const first = listing.locator('li.work.blurb').first();
      const title = (await first.locator('h4 a').first().textContent()) ?? '';
      await first.locator('prompttale-badge [aria-expanded]').click();
      await first.getByRole('button', { name: 'Hide' }).click();
      await expect(first).toBeHidden();
      await expect(listing.locator('li.work.blurb').nth(1)).toBeVisible();
      const taste = await reader.own('options.html#taste');
      await expect(taste.getByRole('heading', { name: 'Hidden stories' })).toBeVisible();
      await listing.reload();
      await expect(listing.locator('prompttale-badge').nth(1)).toBeAttached();
      await expect(first).toBeHidden();
      await taste.getByRole('button', { name: `Show “${title}” again` }).click();
      await expect(taste.getByRole('heading', { name: 'Hidden stories' })).toBeHidden();
      await listing.reload();
      await expect(listing.locator('prompttale-badge').first()).toBeAttached();
      await expect(first).toBeVisible();
      await taste.close();
      await listing.close();
    });

    test('says at the badge when nothing of it is kept, and hides nothing then', async () => {
      const popup = await reader.own('popup.html');
      await popup.getByRole('button', { name: '1 hour' }).click();
      await expect(popup.getByRole('button', { name: 'Resume' })).toBeVisible();
      const listing = await reader.context.newPage();
      await listing.goto(ao3Url(LISTING));
      const first = listing.locator('li.work.blurb').first();
      await first.locator('prompttale-badge [aria-expanded]').click();
      const hide = first.getByRole('button', { name: 'Hide' });
      await hide.click();
      await expect(first.getByText('Not kept: feedback is off or paused.')).toBeVisible();
      await expect(hide).toHaveAttribute('aria-pressed', 'false');
      await popup.getByRole('button', { name: 'Resume' }).click();
      await expect(popup.getByRole('button', { name: '1 hour' })).toBeVisible();
      await first.getByRole('button', { name: 'More like this' }).click();
      await expect(first.getByText('Noted, on this device.')).toBeVisible();
      await listing.close();
      await popup.close();
    });
  });
