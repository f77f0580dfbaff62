import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page } from '@playwright/test';
import { openChromium } from '../../server/demo/browser.ts';
import { buildExtension } from '../../server/demo/build-extension.ts';

/** A person's browser with the built extension in it, looked at as that person sees it, and at what it has stored. */
export interface Reader {
  readonly context: BrowserContext;
  /** Where the extension's own pages lie. */
  readonly origin: string;
  /** Folder of the profile: opening it again is starting the same browser again. */
  readonly profile: string;
  /** Opens a page of the extension in a tab of its own. */
  own(path: string): Promise<Page>;
  /** The popup as it would open over `page`. */
  popupOver(page: Page): Promise<Page>;
  /** Reads the welcome page, switches on what is named, and agrees. */
  agree(choices: Choices): Promise<void>;
  /** A table of the device's database, as JSON tells it; empty where there is no database yet. */
  rows(table: string): Promise<unknown[]>;
  /** Empties a table, as if nothing of it had ever been. */
  empty(table: string): Promise<void>;
  /** How many rows each table has. */
  counts(): Promise<Record<string, number>>;
  /** Sites that the browser would run a script of ours on. */
  registeredScripts(): Promise<string[]>;
  /** The sign on the toolbar's button. */
  toolbarSign(): Promise<string>;
  /** Puts on record that this many more stories like the first one were liked: as if after years of use. */
  likeManyMore(count: number): Promise<void>;
  /** Lets the time pass after which each credit on the device comes back, or is added. */
  creditsDue(): Promise<void>;
  /** Puts a setting on record as the extension's own pages would. */
  set(key: string, value: unknown): Promise<void>;
  close(): Promise<void>;
}

export interface Choices {
  /** As the switches are labelled. */
  readonly sites: readonly string[];
  readonly badges?: boolean;
  /** Learn from what is written. */
  readonly writing?: boolean;
  readonly suggestions?: boolean;
  /** Contribute to this server; only for the reader where it is absent. */
  readonly server?: string;
}

/** A folder for one file of tests; `remove` it in the end. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'prompttale-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Opens a browser on the profile; it is a new person's when the folder is new.
 * @param extension folder of another build than the usual one
 */
export async function openReader(profile: string, extension = builtExtension()): Promise<Reader> {
  const context = await openChromium({ extension: await extension, profileFolder: profile, headless: true });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const origin = `chrome-extension://${new URL(worker.url()).host}`;
  // A picture of the extension: a page that may look into its database and runs none of its code.
  const desk = context.pages()[0] ?? (await context.newPage());
  await desk.goto(`${origin}/icons/16.png`);

  const own = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${origin}/${path}`);
    return page;
  };

  return {
    context,
    origin,
    profile,
    own,
    async popupOver(page) {
      const popup = await context.newPage();
      await popup.setViewportSize({ width: 380, height: 900 });
      // It asks for the active tab when it loads, and is opened over one, not as one.
      await page.bringToFront();
      await popup.goto(`${origin}/popup.html`);
      return popup;
    },
    async agree({ sites, badges = false, writing = false, suggestions = false, server }) {
      const welcome = await own('welcome.html');
      for (const name of [...sites, 'Reading', 'Feedback']) await switchOn(welcome, name);
      if (writing) await switchOn(welcome, 'Writing');
      if (suggestions) await switchOn(welcome, 'Suggest words while you write');
      if (badges) await switchOn(welcome, 'Show how likely you are to enjoy a story');
      if (server !== undefined) {
        await welcome.getByRole('radio', { name: /^Contribute/ }).check();
        const address = welcome.getByRole('textbox', { name: /aggregation server/ });
        await address.fill(server);
        await address.press('Enter');
      }
      await welcome.getByRole('button', { name: 'I agree, with these choices' }).click();
      await expect(welcome.getByText('Thank you. Go and read something.')).toBeVisible();
      await welcome.close();
    },
    rows: (table) => desk.evaluate(readRows, table),
    empty: (table) => desk.evaluate(emptyTable, table),
    counts: () => desk.evaluate(countRows),
    registeredScripts: () => desk.evaluate(readScripts),
    toolbarSign: () => desk.evaluate(() => chrome.action.getBadgeText({})),
    likeManyMore: (count) => desk.evaluate(likeManyMore, count),
    creditsDue: () => desk.evaluate(makeCreditsDue),
    set: (key, value) => desk.evaluate(writeSetting, { key, value }),
    close: () => context.close(),
  };
}

/** The built extension's folder. */
export const builtExtension = (): Promise<string> => buildExtension('e2e', () => undefined);

async function switchOn(page: Page, name: string): Promise<void> {
  const control = page.getByRole('switch', { name, exact: true });
  await control.click();
  await expect(control).toBeChecked();
}

/** Serves pages under the real host of Archive of Our Own; what is not among them is not found. Nothing leaves the machine. */
export async function serveAo3(
  context: BrowserContext,
  pages: Readonly<Record<string, string>>,
): Promise<void> {
  await context.route('https://archiveofourown.org/**', (route) => {
    const html = pages[new URL(route.request().url()).pathname];
    return html === undefined
      ? route.fulfill({ status: 404, contentType: 'text/plain', body: 'not found' })
      : route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
  });
}

export const ao3Url = (path: string): string => `https://archiveofourown.org${path}`;

/** Scrolls past what stands above the text, then reads on with the wheel for as long as is said, as somebody who is there. */
export async function readFor(page: Page, milliseconds: number): Promise<void> {
  await page.bringToFront();
  await page.mouse.move(400, 400);
  await page.mouse.wheel(0, 450);
  for (let left = milliseconds; left > 0; left -= 500) {
    await page.mouse.wheel(0, 150);
    await page.waitForTimeout(Math.min(500, left));
  }
}

/** Opens works and gives each kudos: opinions enough to learn from. */
export async function giveKudos(reader: Reader, paths: readonly string[]): Promise<void> {
  const page = await reader.context.newPage();
  for (const path of paths) {
    const before = (await reader.rows('signals')).length;
    await page.goto(ao3Url(path));
    await page.evaluate(() => document.addEventListener('submit', (event) => event.preventDefault()));
    // Until the site's script is there nobody notices; after that, pressing again says nothing new.
    await expect(async () => {
      await page.locator('#kudo_submit').click();
      expect((await reader.rows('signals')).length).toBeGreaterThan(before);
    }).toPass();
  }
  await page.close();
}

/** Goes elsewhere: what was read until now is told. */
export async function leave(page: Page): Promise<void> {
  await page.goto('about:blank');
}

/** Scripts of extensions that run in the page, by their origin: the page itself cannot see them. */
export async function injectedScripts(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const origins: string[] = [];
  session.on('Runtime.executionContextCreated', ({ context }) => origins.push(context.origin));
  await session.send('Runtime.enable');
  await session.detach();
  return origins.filter((origin) => origin.startsWith('chrome-extension://'));
}

/** Everything that went wrong in the page itself from now on. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('crash', () => complaints.push('the page crashed'));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog said ${dialog.message()}`);
    void dialog.dismiss();
  });
  return complaints;
}

// ------------------------------------------------------------------ inside the page

/** What is asked of the browser here, in a page of the extension. */
declare const chrome: {
  readonly action: { getBadgeText(details: object): Promise<string> };
  readonly scripting: { getRegisteredContentScripts(): Promise<readonly { readonly id: string }[]> };
};

/** These run in the browser, each by itself: nothing outside of them can be named. */
async function readRows(table: string): Promise<unknown[]> {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'prompttale')) return [];
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('prompttale');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const reading = opening.result.transaction(table).objectStore(table).getAll();
      reading.onerror = () => reject(reading.error);
      reading.onsuccess = () => {
        opening.result.close();
        resolve(JSON.parse(JSON.stringify(reading.result)));
      };
    };
  });
}

function emptyTable(table: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('prompttale');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(table, 'readwrite');
      transaction.objectStore(table).clear();
      transaction.onerror = () => reject(transaction.error);
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}

async function readScripts(): Promise<string[]> {
  return (await chrome.scripting.getRegisteredContentScripts()).map(({ id }) => id);
}

function countRows(): Promise<Record<string, number>> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('prompttale');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const names = [...opening.result.objectStoreNames];
      const transaction = opening.result.transaction(names);
      const counts: Record<string, number> = {};
      for (const name of names) {
        const counting = transaction.objectStore(name).count();
        counting.onsuccess = () => {
          counts[name] = counting.result;
        };
      }
      transaction.onerror = () => reject(transaction.error);
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(counts);
      };
    };
  });
}

function likeManyMore(count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('prompttale');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(['stories', 'signals'], 'readwrite');
      const stories = transaction.objectStore('stories');
      const signals = transaction.objectStore('signals');
      stories.getAll(null, 1).onsuccess = ({ target }) => {
        if (!(target instanceof IDBRequest)) return;
        const [story] = target.result;
        signals.getAll(null, 1).onsuccess = (event) => {
          if (!(event.target instanceof IDBRequest)) return;
          const [{ id: _, ...signal }] = event.target.result;
          for (let i = 1; i <= count; i++) {
            const workId = `9${String(i).padStart(6, '0')}`;
            const key = `${story.site}:${workId}`;
            stories.put({ ...story, key, facts: { ...story.facts, workId } });
            // A minute between two, as a person would.
            signals.put({ ...signal, story: key, at: signal.at - i * 60_000 });
          }
        };
      };
      transaction.onerror = () => reject(transaction.error);
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}

/** Runs in the page. */
function writeSetting(row: { key: string; value: unknown }): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('prompttale');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const writing = database.transaction('settings', 'readwrite');
      writing.objectStore('settings').put(row);
      writing.oncomplete = () => {
        database.close();
        resolve();
      };
      writing.onerror = () => reject(writing.error);
    };
  });
}

function makeCreditsDue(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('prompttale');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('credits', 'readwrite');
      const credits = transaction.objectStore('credits');
      credits.getAll().onsuccess = ({ target }) => {
        if (!(target instanceof IDBRequest)) return;
        for (const credit of target.result) {
          const state = credit.state.is === 'redeemed' ? { ...credit.state, addsAt: 1 } : credit.state;
          credits.put({ ...credit, redeemAt: 1, state });
        }
      };
      transaction.onerror = () => reject(transaction.error);
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}
