import { access, constants } from 'node:fs/promises';
import { findChromium } from '../../server/demo/browser.ts';
import { runCommand, runTool } from './run-command.ts';

export type BrowserFound =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: string };

/** A browser that the tests drive, and how a machine comes by it. */
interface Browser {
  readonly name: string;
  /** Debian's package. */
  readonly apt: string;
  /** Names a browser that lies elsewhere. */
  readonly variable: string;
  find(): Promise<string | null>;
  /** What to try where apt did not help. */
  readonly otherwise: readonly ((print: (line: string) => void) => Promise<void>)[];
}

const chromium: Browser = {
  name: 'Chromium',
  apt: 'chromium',
  variable: 'CHROMIUM_PATH',
  find: findChromium,
  otherwise: [installByPlaywright],
};

/** Playwright's own Firefox is a patched one that takes no extensions: only the real one will do. */
const firefox: Browser = {
  name: 'Firefox',
  apt: 'firefox-esr',
  variable: 'FIREFOX_PATH',
  find: findFirefox,
  otherwise: [],
};

/** A Chromium that loads unpacked extensions: the one that is here, else Debian's by apt, else Playwright's own. */
export const ensureChromium = (print: (line: string) => void): Promise<BrowserFound> =>
  ensure(chromium, print);

/** A Firefox: the one that is here, else Debian's long-term one by apt. */
export const ensureFirefox = (print: (line: string) => void): Promise<BrowserFound> => ensure(firefox, print);

/** Says what it installs. */
async function ensure(browser: Browser, print: (line: string) => void): Promise<BrowserFound> {
  const here = await browser.find();
  if (here !== null) return { ok: true, path: here };
  print(`There is no ${browser.name} on this machine.`);
  for (const install of [installByApt(browser.apt), ...browser.otherwise]) {
    await install(print);
    const path = await browser.find();
    if (path !== null) {
      print(`${browser.name} is at ${path}.`);
      return { ok: true, path };
    }
  }
  return {
    ok: false,
    reason: `no ${browser.name}, and none could be installed; install one (Debian: apt-get install ${browser.apt}) or name it in ${browser.variable}`,
  };
}

async function findFirefox(): Promise<string | null> {
  const places = [
    process.env['FIREFOX_PATH'],
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ];
  for (const place of places) {
    if (place === undefined || place === '') continue;
    const found = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return place;
  }
  return null;
}

const installByApt =
  (name: string) =>
  async (print: (line: string) => void): Promise<void> => {
    const asRoot = await rootPrefix();
    if (asRoot === null) return;
    print(`Installing it: apt-get install ${name}`);
    const apt = async (...args: string[]): Promise<number> => {
      const [command = 'apt-get', ...before] = [...asRoot, 'apt-get'];
      const ran = await runCommand(command, [...before, ...args], {
        env: { DEBIAN_FRONTEND: 'noninteractive' },
      });
      if (ran.code !== 0) print(ran.output.trimEnd().split('\n').slice(-3).join('\n'));
      return ran.code;
    };
    // Lists may be missing or old; an update that fails for one of several sources may still do.
    await apt('update', '-q');
    await apt('install', '-y', '-q', '--no-install-recommends', name);
  };

/** What to put before apt-get: nothing for root, `sudo -n` where it asks no password; null where neither works. */
async function rootPrefix(): Promise<readonly string[] | null> {
  if ((await runCommand('apt-get', ['--version'])).code !== 0) return null;
  if (process.getuid?.() === 0) return [];
  return (await runCommand('sudo', ['-n', 'true'])).code === 0 ? ['sudo', '-n'] : null;
}

async function installByPlaywright(print: (line: string) => void): Promise<void> {
  print('Installing it: npx playwright install chromium');
  const { code, output } = await runTool('@playwright/test/cli.js', ['install', 'chromium']);
  if (code !== 0) print(output.trimEnd().split('\n').slice(-3).join('\n'));
}
