import { expect, type Page, test } from '@playwright/test';
import { editors } from '../conformance/editors/editors.ts';
import { editAtRandom } from './editing-at-random.ts';
import type { EndpointServer } from './endpoint-server.ts';
import type { Reader } from './fixtures.ts';
import {
  fill,
  openEditor,
  openWritersDesk,
  shownGhost,
  textOf,
  type WritersDesk,
  waitForGhost,
  waitForNoGhost,
  writeSettings,
} from './writing-desk.ts';

/**
 * Every editor that story sites use, as its makers publish it, in real Chromium with the built extension: what a writer
 * expects of suggestions holds in each of them alike.
 */
let reader: Reader;
let endpoint: EndpointServer;
let desk: WritersDesk | undefined;

test.beforeAll(async () => {
  desk = await openWritersDesk({
    sites: ['Archive of Our Own', 'SpaceBattles, Sufficient Velocity and sister forums'],
  });
  ({ reader, endpoint } = desk);
  await writeSettings(reader, { engine: { is: 'endpoint', url: endpoint.url, model: 'test' }, pause: 120 });
});
test.afterAll(() => desk?.close());

const START = 'The boat lay in the mud.';
const OFFER = 'like a sleeping animal';

/** Types the last words of a sentence, and waits for the suggestion to go on with. */
async function suggestedAfter(page: Page, start = START, offer = OFFER): Promise<void> {
  endpoint.answer(() => ({ is: 'text', text: offer }));
  await fill(page, start);
  await page.keyboard.type(' It was', { delay: 10 });
  await waitForGhost(page, ` ${offer}`);
}

/** Pauses longer than any editor's history merges steps. */
const STEP = 1_200;

for (const name of editors) {
  test.describe(name, () => {
    let page: Page;
    test.beforeAll(async () => {
      page = await openEditor(reader, name);
    });
    test.afterAll(() => page.close());

    test('Tab takes a suggestion, in one step that undo takes back and redo brings again', async () => {
      await suggestedAfter(page);
      expect(await textOf(page)).toBe(`${START} It was`);
      await page.waitForTimeout(STEP);
      await page.keyboard.press('Tab');
      await expect.poll(() => textOf(page)).toBe(`${START} It was ${OFFER}`);
      await waitForNoGhost(page);
      await page.waitForTimeout(100);
      await page.keyboard.press('Control+z');
      await expect.poll(() => textOf(page)).toBe(`${START} It was`);
      await page.keyboard.press(name === 'prosemirror' || name === 'quill' ? 'Control+Shift+z' : 'Control+y');
      await expect.poll(() => textOf(page)).toBe(`${START} It was ${OFFER}`);
    });

    test('Ctrl and the right arrow take a word, and the rest stays', async () => {
      await suggestedAfter(page);
      await page.keyboard.press('Control+ArrowRight');
      await expect.poll(() => textOf(page)).toBe(`${START} It was like`);
      await waitForGhost(page, ' a sleeping animal');
      await page.keyboard.press('Control+ArrowRight');
      await expect.poll(() => textOf(page)).toBe(`${START} It was like a`);
      await waitForGhost(page, ' sleeping animal');
      await page.keyboard.press('Tab');
      await expect.poll(() => textOf(page)).toBe(`${START} It was ${OFFER}`);
    });

    test('Escape sends it away and leaves the text as it was', async () => {
      await suggestedAfter(page);
      await page.keyboard.press('Escape');
      await waitForNoGhost(page);
      expect(await textOf(page)).toBe(`${START} It was`);
    });

    test('typing along narrows it, and typing anything else ends it', async () => {
      await suggestedAfter(page);
      await page.keyboard.type(' li');
      await waitForGhost(page, 'ke a sleeping animal');
      endpoint.answer(() => ({ is: 'text', text: '' }));
      await page.keyboard.type('x');
      await waitForNoGhost(page);
      expect(await textOf(page)).toBe(`${START} It was lix`);
    });

    test('moving the caret or selecting ends it', async () => {
      await suggestedAfter(page);
      await page.keyboard.press('ArrowLeft');
      await waitForNoGhost(page);
      await suggestedAfter(page);
      await page.keyboard.press('Shift+ArrowLeft');
      await waitForNoGhost(page);
      expect(await textOf(page)).toBe(`${START} It was`);
    });

    test('nothing is shown while an input method composes', async () => {
      await suggestedAfter(page);
      const session = await page.context().newCDPSession(page);
      await session.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
      await waitForNoGhost(page);
      await page.waitForTimeout(400);
      expect(await shownGhost(page)).toBeNull();
      await session.send('Input.insertText', { text: '日本' });
      await expect.poll(() => textOf(page)).toBe(`${START} It was日本`);
    });

    test('Tab is the page’s when nothing is shown', async () => {
      endpoint.answer(() => ({ is: 'text', text: '' }));
      await fill(page, START);
      await page.keyboard.press('Tab');
      await page.waitForTimeout(100);
      expect((await textOf(page)).replace(/\t/g, '')).toBe(START);
    });

    test('in a story of fifty thousand words it is as in a short one', async () => {
      const long = `${'The boat lay in the mud and nobody came for it. '.repeat(46)}\n`.repeat(100);
      await suggestedAfter(page, `${long}${START}`);
      const { length } = await textOf(page);
      await page.keyboard.press('Tab');
      await expect.poll(async () => (await textOf(page)).endsWith(`${START} It was ${OFFER}`)).toBe(true);
      expect((await textOf(page)).length).toBe(length + ` ${OFFER}`.length);
    });

    test('nothing strays into the text, whatever is done in whatever order', async () => {
      const operations = process.env['FULL'] === undefined ? 300 : 10_000;
      test.setTimeout(60_000 + operations * 400);
      // A page of its own: undoing must not lead back into what other tests did.
      const own = await openEditor(reader, name);
      const { strays, shown, taken } = await editAtRandom(own, endpoint, operations, `editing ${name}`);
      await own.close();
      expect(strays).toEqual([]);
      // It was about suggestions.
      expect(shown).toBeGreaterThan(operations / 20);
      expect(taken).toBeGreaterThan(operations / 20);
    });

    test('going away with the editor leaves nothing behind', async () => {
      await suggestedAfter(page);
      await page.evaluate(() => document.querySelector('#editor')?.remove());
      await waitForNoGhost(page);
      await expect(page.locator('prompttale-chip')).not.toBeAttached();
    });
  });
}
