import { expect, type Page, test } from '@playwright/test';
import { savedMarkup } from '../conformance/saved-page.ts';
import {
  ao3Url,
  injectedScripts,
  leave,
  openReader,
  type Reader,
  readFor,
  serveAo3,
  temporaryFolder,
} from './fixtures.ts';

const STORY = '/works/7001234/chapters/9002';

/** From before anybody agreed, through reading, to a site that is switched off while a story of it is open. */
test.describe
  .serial('consent', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let reader: Reader;
    let story: Page;

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      reader = await openReader(folder.path);
      await serveAo3(reader.context, { [STORY]: savedMarkup('ao3/chapter.html') });
      story = await reader.context.newPage();
    });
    test.afterAll(async () => {
      await reader?.close();
      await folder?.remove();
    });

    test('before anybody agreed, a story page is left alone and nothing is stored', async () => {
      await story.goto(ao3Url(STORY));
      await readFor(story, 1500);
      expect(await injectedScripts(story)).toEqual([]);
      const popup = await reader.popupOver(story);
      await expect(popup.getByText('Off. Nothing is read.')).toBeVisible();
      await expect(popup.getByRole('button', { name: 'Read and choose' })).toBeVisible();
      await popup.close();
      await leave(story);
      expect(await reader.rows('stories')).toEqual([]);
      expect(await reader.rows('signals')).toEqual([]);
    });

    test('once it was agreed to and the site switched on, what is read is on record and shown', async () => {
      await reader.agree({ sites: ['Archive of Our Own'] });
      await story.goto(ao3Url(STORY));
      await readFor(story, 2500);
      expect(await injectedScripts(story)).toHaveLength(1);
      await leave(story);
      await expect
        .poll(() => reader.rows('signals'))
        .toEqual([
          expect.objectContaining({
            story: 'ao3:7001234',
            chapterId: '9002',
            observation: expect.objectContaining({ kind: 'reading' }),
          }),
        ]);
      expect(await reader.rows('stories')).toEqual([
        expect.objectContaining({ key: 'ao3:7001234', withText: true }),
      ]);
      await story.goto(ao3Url(STORY));
      const popup = await reader.popupOver(story);
      await expect(popup.getByText('1 signal captured here today, from 1 story.')).toBeVisible();
      await popup.close();
    });

    test('a site switched off in mid-read ends capture at once, and what was gathered there is gone', async () => {
      await readFor(story, 1500);
      const popup = await reader.popupOver(story);
      await popup.getByRole('switch', { name: 'Learn from Archive of Our Own' }).click();
      await expect(popup.getByText('Off. This site’s pages are not read.')).toBeVisible();
      await expect.poll(() => reader.rows('signals')).toEqual([]);
      expect(await reader.rows('stories')).toEqual([]);

      // The page that was being read is still open: nothing that is done in it is noticed any more.
      await readFor(story, 1500);
      await story.locator('#kudo_submit').click();
      await leave(story);
      // In a new tab: the browser keeps the (then empty) place of a script for the pages of the tab it once ran in.
      const again = await reader.context.newPage();
      await again.goto(ao3Url(STORY));
      await readFor(again, 1000);
      expect(await injectedScripts(again)).toEqual([]);
      await leave(again);
      expect(await reader.rows('signals')).toEqual([]);
      expect(await reader.rows('stories')).toEqual([]);
      await expect(popup.getByText('Off. This site’s pages are not read.')).toBeVisible();
    });

    test('the menu of a page pauses learning, and switches the site on again', async () => {
      const choose = async (menuItemId: string): Promise<void> => {
        const worker = reader.context.serviceWorkers()[0];
        // Menus of a browser cannot be pressed from here: this is what pressing one tells the extension.
        await worker?.evaluate((info) => chrome.contextMenus.onClicked.dispatch(info), {
          menuItemId,
          pageUrl: ao3Url(STORY),
        });
      };
      await choose('switch-on');
      await expect.poll(() => reader.registeredScripts()).toEqual(['site-ao3']);
      await choose('pause');
      await expect.poll(() => reader.toolbarSign()).toBe('II');
      await choose('resume');
      await expect.poll(() => reader.toolbarSign()).toBe('');
    });
  });

/** What is told in the extension's background. */
declare const chrome: {
  readonly contextMenus: {
    readonly onClicked: { dispatch(info: { menuItemId: string; pageUrl: string }): void };
  };
};
