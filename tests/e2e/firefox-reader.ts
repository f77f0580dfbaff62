import { setTimeout as sleep } from 'node:timers/promises';
import puppeteer, { type Browser, type Page, TimeoutError } from 'puppeteer-core';
import { buildExtension } from '../../server/demo/build-extension.ts';

/** A person’s Firefox with the built extension in it, driven over WebDriver BiDi. */
export interface FirefoxReader {
  readonly browser: Browser;
  /** Opens a page of the extension in a tab of its own. */
  own(path: string): Promise<Page>;
  /** Opens a web page that is answered from `pages` by its path, under whatever host; the rest is not found. */
  open(url: string): Promise<Page>;
  /** A table of the device's database, as JSON tells it; empty where there is none. */
  rows(table: string): Promise<unknown[]>;
  /** The extension's own API, from a page that runs none of its code. */
  grants(): Promise<Grants>;
  /** Takes hosts or leave to send back, as the browser's own page of add-ons would. */
  revoke(what: Revoked): Promise<void>;
  close(): Promise<void>;
}

/** What the browser has allowed. */
export interface Grants {
  readonly origins: readonly string[];
  readonly data: readonly string[];
  /** Sites that it would run a script of ours on. */
  readonly scripts: readonly string[];
}

export interface Revoked {
  readonly origins?: readonly string[];
  readonly data_collection?: readonly string[];
}

/** As the manifest names the extension. */
const ID = 'promptale@promptale.org';
/** The random host of the extension's pages, fixed so that they can be opened. */
const HOST = '5f7a3c52-8a0e-4d3b-9c1d-6f2b7e9a1c04';
const ORIGIN = `moz-extension://${HOST}`;
/** Firefox tells nothing of when a page of an extension has loaded (as of 153): it is waited for by what it shows. */
const UNTOLD = 1_000;

/**
 * Opens Firefox with the extension as people install it: no host is held at the start, and the browser answers yes to
 * what a click asks for, since nobody can press its own dialogue here.
 * @param profile a new folder is a new person
 * @param pages answers to web addresses, by path
 */
export async function openFirefox(
  profile: string,
  pages: Readonly<Record<string, string>>,
): Promise<FirefoxReader> {
  const extension = await buildExtension('firefox', () => undefined);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr',
    headless: true,
    // Without it a driver may not open the extension's own pages.
    args: ['-remote-allow-system-access'],
    userDataDir: profile,
    defaultViewport: { width: 1180, height: 820 },
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [ID]: HOST }),
      'extensions.webextOptionalPermissionPrompts': false,
      'extensions.dataCollectionPermissions.enabled': true,
    },
  });
  await browser.installExtension(extension);

  const own = async (path: string): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(`${ORIGIN}/${path}`, { timeout: UNTOLD }).catch((error: unknown) => {
      if (!(error instanceof TimeoutError)) throw error;
    });
    await untilTrue(() => page.evaluate((origin) => location.origin === origin, ORIGIN));
    return page;
  };
  // A picture of the extension: a page that may look into its database and runs none of its code.
  const desk = await own('icons/16.png');

  return {
    browser,
    own,
    async open(url) {
      const page = await browser.newPage();
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        const html = pages[new URL(request.url()).pathname];
        void request.respond(
          html === undefined
            ? { status: 404, contentType: 'text/plain', body: 'not found' }
            : { status: 200, contentType: 'text/html; charset=utf-8', body: html },
        );
      });
      await page.goto(url);
      // A tab that nobody looks at shows nothing and counts for nothing.
      await page.bringToFront();
      return page;
    },
    rows: (table) => desk.evaluate(readRows, table),
    grants: () => desk.evaluate(readGrants),
    revoke: (what) => desk.evaluate(takeBack, what),
    close: () => browser.close(),
  };
}

/** Asks again until it is so; a page that is being loaded cannot answer. @throws after ten seconds */
async function untilTrue(ask: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (await ask().catch(() => false)) return;
    await sleep(200);
  }
  throw new Error('Firefox did not open the extension’s page within ten seconds.');
}

// ------------------------------------------------------------------ inside the page

/** What is asked of the browser here, in a page of the extension. */
declare const browser: {
  readonly permissions: {
    getAll(): Promise<{ readonly origins: string[]; readonly data_collection?: string[] }>;
    remove(what: Revoked): Promise<boolean>;
  };
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

async function readGrants(): Promise<Grants> {
  const { origins, data_collection = [] } = await browser.permissions.getAll();
  const scripts = (await browser.scripting.getRegisteredContentScripts()).map(({ id }) => id);
  return { origins, data: data_collection, scripts };
}

async function takeBack(what: Revoked): Promise<void> {
  await browser.permissions.remove(what);
}
