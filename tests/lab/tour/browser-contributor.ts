import type { BrowserContext, Locator, Page } from '@playwright/test';
import { openChromium } from '../../../server/demo/browser.ts';
import type { Reading } from './personas.ts';

/** A person with a browser of their own: everything is done through pages, with real input. */
export interface BrowserContributor {
  readonly name: string;
  /** Agrees to the demo library, reading, feedback and writing, badges, suggestions, and contributing. */
  onboard(server: string): Promise<void>;
  /** Reads a story at a human pace, and says what they think with the site's own controls. */
  read(reading: Reading, library: string): Promise<void>;
  /** Presses "Learn now" and waits until the update has been received. */
  learn(): Promise<void>;
  /** Whether the popup comes to show that the update stands in the log. */
  findsInclusion(): Promise<boolean>;
  bindAddress(address: string): Promise<void>;
  /** Presses "Claim" and waits until the popup says it is confirmed. */
  claim(): Promise<void>;
  /** Opens the library's listing and returns the percentages of the badges. */
  badges(library: string): Promise<number[]>;
  /** Writes in the library's editor until something is suggested, and takes it; what the page then holds. */
  write(library: string, text: string): Promise<{ suggestion: string; text: string }>;
  /** Rows of a table of the device's database, counted. */
  count(table: string): Promise<number>;
  /** What the options show of everything that was sent. */
  sent(): Promise<string>;
  shot(file: string, page?: 'popup' | 'reading'): Promise<void>;
  close(): Promise<void>;
}

export interface ContributorOptions {
  readonly name: string;
  readonly extension: string;
  readonly profileFolder: string;
  readonly proxy: string;
}

const PATIENCE_MS = 120_000;
/** Words a minute at which the tour reads: brisk, and human. */
const PACE = 560;

/** Opens a browser with the extension on a fresh profile, all of its traffic through the recording proxy. */
export async function openContributor(options: ContributorOptions): Promise<BrowserContributor> {
  const context = await openChromium({
    extension: options.extension,
    profileFolder: options.profileFolder,
    headless: true,
    proxy: options.proxy,
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const own = (path: string): string => `chrome-extension://${new URL(worker.url()).host}/${path}`;
  const page = context.pages()[0] ?? (await context.newPage());
  let popup: Page | null = null;

  async function openPopup(): Promise<Page> {
    if (popup === null || popup.isClosed()) {
      popup = await context.newPage();
      await popup.setViewportSize({ width: 380, height: 760 });
      await popup.goto(own('popup.html'));
    }
    await popup.bringToFront();
    return popup;
  }

  return {
    name: options.name,
    async onboard(server) {
      await page.goto(own('welcome.html'));
      const wanted = ['Demo library', 'Reading', 'Feedback', 'Writing', /^Show how likely/, /^Suggest words/];
      for (const name of wanted) {
        await page.getByRole('switch', { name, exact: typeof name === 'string' }).click();
      }
      await page.getByRole('radio', { name: /^Contribute/ }).check();
      const address = page.getByRole('textbox', { name: /aggregation server/ });
      await address.fill(server);
      await address.press('Enter');
      await page
        .getByText(/laptop profile|Laptop/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: /^I agree/ }).click();
      await page.getByRole('button', { name: /^I agree/ }).waitFor({ state: 'hidden' });
      await closeOthers(context, page);
    },
    async read({ story, stars }, library) {
      await page.bringToFront();
      await page.goto(`${library}/?q=${encodeURIComponent(story.title.slice(0, 40))}`);
      await page.locator(`li[data-work="${story.id}"] a[data-field="title"]`).click();
      await page.locator('article[data-field="text"] p').first().waitFor();
      await page.waitForTimeout(1000);
      await readThrough(page, story.words);
      if (stars >= 4) await page.locator('button[data-act="kudos"]').click();
      await page
        .locator(`label:has(input[name="stars"][value="${stars}"]), input[name="stars"][value="${stars}"]`)
        .last()
        .click({ force: true });
      await page.waitForTimeout(600);
    },
    async learn() {
      const open = await openPopup();
      await open.getByRole('button', { name: 'Learn now' }).click();
      const last = open.getByRole('region', { name: 'Last contribution' });
      await seen(
        open,
        last.getByText('Received; its round is still open.').or(tick(open)),
        'the update to be received',
      );
    },
    async findsInclusion() {
      const found = tick(await openPopup());
      await found.waitFor({ timeout: PATIENCE_MS }).catch(() => undefined);
      return found.isVisible();
    },
    async bindAddress(address) {
      const open = await openPopup();
      await open.getByRole('button', { name: 'Choose a payout address' }).click();
      await open.getByPlaceholder('0x…').fill(address);
      await open.locator('form button[type="submit"]').click();
      await open.getByPlaceholder('0x…').waitFor({ state: 'detached', timeout: 30_000 });
    },
    async claim() {
      const open = await openPopup();
      const button = open.getByRole('button', { name: /^Claim/ });
      await seen(open, button, 'something to claim');
      await button.click();
      await seen(open, open.locator('#tale ~ .state .good'), 'the claim to be confirmed');
    },
    async badges(library) {
      await page.bringToFront();
      await page.goto(library);
      await page.locator('prompttale-badge [aria-expanded]').first().waitFor({ timeout: 30_000 });
      const texts = await page.locator('prompttale-badge [aria-expanded]').allTextContents();
      return texts.flatMap((text) => {
        const percent = /(\d+)\s*%/.exec(text)?.[1];
        return percent === undefined ? [] : [Number(percent)];
      });
    },
    async write(library, text) {
      await page.bringToFront();
      await page.goto(`${library}/write/tour`);
      const field = page.locator('textarea[data-editor]');
      await field.click();
      await page.locator('prompttale-chip').waitFor({ timeout: 30_000 });
      await page.keyboard.type(text, { delay: 20 });
      const ghost = page.locator('prompttale-ghost [part="ghost"]');
      await seen(page, ghost, 'a suggestion');
      const suggestion = (await ghost.locator('span').textContent()) ?? '';
      await page.keyboard.press('Tab');
      await page.waitForTimeout(500);
      return { suggestion, text: await field.inputValue() };
    },
    async count(table) {
      return (await openPopup()).evaluate(
        (name) =>
          new Promise<number>((resolve, reject) => {
            const opening = indexedDB.open('prompttale');
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const counting = opening.result.transaction(name).objectStore(name).count();
              counting.onsuccess = () => {
                opening.result.close();
                resolve(counting.result);
              };
              counting.onerror = () => reject(counting.error);
            };
          }),
        table,
      );
    },
    async sent() {
      const options = await context.newPage();
      try {
        await options.goto(own('options.html#sent'));
        await options.getByRole('heading', { name: 'Votes' }).waitFor({ timeout: 10_000 });
        return await options.locator('main').innerText();
      } finally {
        await options.close();
      }
    },
    async shot(file, of = 'reading') {
      await (of === 'popup' ? await openPopup() : page).screenshot({ path: file });
    },
    close: () => context.close(),
  };
}

/** Waits for something to be shown; what is shown instead is the best thing to be told when it is not. */
async function seen(popup: Page, what: Locator, words: string): Promise<void> {
  try {
    await what.waitFor({ timeout: PATIENCE_MS });
  } catch (cause) {
    const shown = await popup.locator('main').innerText();
    throw new Error(`waited in vain for ${words}; the popup says:\n${shown}`, { cause });
  }
}

function tick(popup: Page): Locator {
  return popup.getByRole('img', { name: /^Found in the public log/ });
}

/** Scrolls as a reader does, a screen's part at a time, as long as the words take at the tour's pace. */
async function readThrough(page: Page, words: number): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  const milliseconds = (words / PACE) * 60_000;
  const steps = Math.max(3, Math.round(milliseconds / 1500));
  await page.mouse.move(400, 400);
  for (let step = 0; step < steps; step++) {
    await page.mouse.wheel(0, Math.ceil(height / steps));
    await page.waitForTimeout(milliseconds / steps);
  }
}

async function closeOthers(context: BrowserContext, keep: Page): Promise<void> {
  for (const page of context.pages()) if (page !== keep) await page.close();
}
