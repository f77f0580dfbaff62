import { expect, type Page, test } from '@playwright/test';
import { savedMarkup } from '../conformance/saved-page.ts';
import { ao3Url, leave, openReader, type Reader, readFor, serveAo3, temporaryFolder } from './fixtures.ts';

const STORY = '/works/7001234/chapters/9002';
const OTHER = '/works/7001235/chapters/9002';
const THIRD = '/works/7001236/chapters/9002';

/** What counts as a person's reading and a person's opinion, and what does not. */
test.describe
  .serial('reading', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let reader: Reader;

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      reader = await openReader(folder.path);
      const chapter = savedMarkup('ao3/chapter.html');
      await serveAo3(reader.context, { [STORY]: chapter, [OTHER]: chapter, [THIRD]: chapter });
      await reader.agree({ sites: ['Archive of Our Own'] });
    });
    test.afterAll(async () => {
      await reader?.close();
      await folder?.remove();
    });

    const opened = async (path: string): Promise<Page> => {
      const page = await reader.context.newPage();
      await page.goto(ao3Url(path));
      // The archive answers kudos without leaving the page.
      await page.evaluate(() => document.addEventListener('submit', (event) => event.preventDefault()));
      return page;
    };
    const observed = (kind: string, more: object = {}) =>
      expect.objectContaining({ observation: expect.objectContaining({ kind, ...more }) });

    test('a story that is open in two tabs counts once, and the other visit is shown with its doubt', async () => {
      const first = await opened(STORY);
      const second = await opened(STORY);
      await readFor(first, 1500);
      await readFor(second, 1500);
      await readFor(first, 1500);
      await leave(first);
      await leave(second);
      await expect.poll(() => reader.rows('signals')).toEqual([observed('reading'), observed('reading')]);

      // Signals are inspected before anything is learnt from them, also when there are too few.
      const popup = await reader.popupOver(first);
      await popup.getByRole('button', { name: 'Learn now' }).click();
      await expect(popup.getByText('Read or rate 1 more story first.')).toBeVisible();
      await popup.close();
      const options = await reader.own('options.html#data');
      await expect(options.getByText('2 signals', { exact: true })).toBeVisible();
      await expect(
        options.getByText('Not used for learning: the same chapter was open in another tab'),
      ).toHaveCount(1);
      await options.close();
      expect(await reader.rows('examples')).toEqual([expect.objectContaining({ story: 'ao3:7001234' })]);
      await first.close();
      await second.close();
    });

    test('a click that a script makes on the kudos button is ignored, and the reader’s own is not', async () => {
      const story = await opened(OTHER);
      const kudos = story.locator('#kudo_submit');
      await story.mouse.move(300, 300);
      await kudos.evaluate((button: HTMLElement) => {
        button.click();
        button.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
      });
      await story.waitForTimeout(700);
      expect(await reader.rows('signals')).not.toContainEqual(observed('feedback'));
      await kudos.click();
      await expect
        .poll(() => reader.rows('signals'))
        .toContainEqual(observed('feedback', { act: 'kudos', on: true }));
      // Pressing it again says nothing new.
      await kudos.click();
      await story.waitForTimeout(500);
      const rows = await reader.rows('signals');
      expect(rows.filter((row) => JSON.stringify(row).includes('"kudos"'))).toHaveLength(1);
      await leave(story);
      await story.close();
    });

    test('a page that a script scrolls, with events of its own, is not taken to be read', async () => {
      const story = await opened(THIRD);
      await story.bringToFront();
      // Once the page is known it is watched; what came before that nobody counts.
      await expect.poll(async () => JSON.stringify(await reader.rows('stories'))).toContain('ao3:7001236');
      await story.waitForTimeout(500);
      for (let turn = 0; turn < 5; turn++) {
        await story.evaluate(() => {
          for (const type of ['pointermove', 'wheel', 'keydown'])
            document.body.dispatchEvent(new Event(type, { bubbles: true }));
          scrollBy(0, 300);
        });
        await story.waitForTimeout(300);
      }
      await leave(story);
      await expect
        .poll(async () =>
          (await reader.rows('signals')).filter((row) => JSON.stringify(row).includes('ao3:7001236')),
        )
        .toEqual([observed('reading', { activeMs: 0, wordsRead: 0, scriptedEvents: 15 })]);
      await story.close();
    });
  });
