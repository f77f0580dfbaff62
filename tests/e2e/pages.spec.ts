import { expect, type Page, test } from '@playwright/test';
import { savedMarkup } from '../conformance/saved-page.ts';
import {
  ao3Url,
  complaintsOf,
  leave,
  openReader,
  type Reader,
  readFor,
  serveAo3,
  temporaryFolder,
} from './fixtures.ts';

const PLAIN = '/works/7001234/chapters/9002';
const HOSTILE = '/works/7001235/chapters/9002';
const HUGE = '/works/7001236/chapters/9002';
const EMPTY = '/works/7001237/chapters/9002';
const CHANGED = ['/works/7001238', '/works/7001239', '/works/7001240'];

const chapter = savedMarkup('ao3/chapter.html');
const workskin = /<div id="workskin">[\s\S]*(?=<div id="feedback")/;

/** The site after a redesign: prose is there, and nothing it was known by. */
const redesigned = '<!doctype html><title>A work</title><main><h1>The Lamp</h1><p>It was dark.</p></main>';

const paragraph = `<p>${'The tide came in over the causeway and the lamp burned on. '.repeat(16)}</p>\n`;
const hugeText = paragraph.repeat(Math.ceil(2_000_000 / paragraph.length));

function withText(text: string): string {
  return chapter.replace(
    workskin,
    `<div id="workskin"><div class="preface group"><h2 class="title heading">A Long Night</h2>
      <h3 class="byline heading"><a rel="author" href="/users/quill">quill</a></h3></div>
      <div id="chapters" role="article"><div class="chapter" id="chapter-2">
      <div class="userstuff module" role="article">${text}</div></div></div></div>`,
  );
}

/** Real story pages under the real host name, and pages that are not what they should be. */
test.describe
  .serial('pages of a story site', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let reader: Reader;
    let page: Page;
    let complaints: string[];

    test.beforeAll(async () => {
      expect(hugeText.length).toBeGreaterThan(2_000_000);
      folder = await temporaryFolder();
      reader = await openReader(folder.path);
      await serveAo3(reader.context, {
        [PLAIN]: chapter,
        [HOSTILE]: savedMarkup('ao3/hostile-title.html').replace(/<script>[\s\S]*?<\/script>/g, ''),
        [HUGE]: withText(hugeText),
        [EMPTY]: withText(''),
        ...Object.fromEntries(CHANGED.map((path) => [path, redesigned])),
      });
      await reader.agree({ sites: ['Archive of Our Own'] });
      page = await reader.context.newPage();
      complaints = complaintsOf(page);
    });
    test.afterEach(() => expect(complaints).toEqual([]));
    test.afterAll(async () => {
      await reader?.close();
      await folder?.remove();
    });

    const signalsOf = async (story: string): Promise<unknown[]> =>
      (await reader.rows('signals')).filter((row) => JSON.stringify(row).includes(`"story":"${story}"`));

    test('a chapter that is read gives a story with its facts, and one reading', async () => {
      await page.goto(ao3Url(PLAIN));
      await readFor(page, 2000);
      await leave(page);
      await expect.poll(() => signalsOf('ao3:7001234')).toHaveLength(1);
      expect(await reader.rows('stories')).toEqual([
        expect.objectContaining({
          key: 'ao3:7001234',
          facts: expect.objectContaining({ title: 'The Forty-First Step', words: 41_204, status: 'ongoing' }),
        }),
      ]);
    });

    test('an empty chapter leaves no reading, and is noted as a page that could not be read', async () => {
      await page.goto(ao3Url(EMPTY));
      await readFor(page, 2500);
      const popup = await reader.popupOver(page);
      await expect(popup.getByText('1 of the last 2 pages', { exact: false })).toBeVisible();
      await popup.close();
      await leave(page);
      expect(await signalsOf('ao3:7001237')).toEqual([]);
    });

    test('when a site has changed its pages the popup says so, and the page itself notices nothing', async () => {
      for (const path of CHANGED) {
        await page.goto(ao3Url(path));
        await page.waitForTimeout(2000);
      }
      await expect(page.getByText('It was dark.')).toBeVisible();
      const popup = await reader.popupOver(page);
      await expect(popup.getByText('This site’s page has changed')).toBeVisible();
      await expect(popup.getByText('pages could not be read', { exact: false })).toBeVisible();
      await popup.close();
      expect(await signalsOf('ao3:7001238')).toEqual([]);
    });

    test('a chapter of two megabytes breaks neither the page nor the extension', async () => {
      await page.goto(ao3Url(HUGE));
      await readFor(page, 3000);
      await expect(page.getByRole('heading', { name: 'A Long Night' })).toBeAttached();
      await leave(page);
      await expect.poll(() => signalsOf('ao3:7001236'), { timeout: 15_000 }).toHaveLength(1);
      const [reading] = await signalsOf('ao3:7001236');
      expect(reading).toEqual(
        expect.objectContaining({ observation: expect.objectContaining({ finished: false }) }),
      );
      const popup = await reader.popupOver(page);
      await expect(popup.getByText('On for the sites you chose.')).toBeVisible();
      await popup.close();
    });

    test('markup in a title is shown as the text it is, wherever the title is shown', async () => {
      await page.goto(ao3Url(HOSTILE));
      await readFor(page, 2000);
      await leave(page);
      await expect.poll(() => signalsOf('ao3:7001235')).toHaveLength(1);

      const options = await reader.own('options.html#data');
      const found = complaintsOf(options);
      const row = options.getByRole('row').filter({ hasText: '<img src=x onerror=alert(1)>' });
      await expect(row).toBeVisible();
      await expect(options.locator('main img')).toHaveCount(0);
      await expect(row.getByRole('button', { name: /Delete everything about .*<img src=x/ })).toBeVisible();
      await row.getByRole('button', { name: /Delete everything about/ }).click();
      await expect(row).toHaveCount(0);
      expect(await signalsOf('ao3:7001235')).toEqual([]);
      expect(found).toEqual([]);
      await options.close();
    });
  });
