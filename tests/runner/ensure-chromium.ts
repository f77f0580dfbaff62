import { findChromium } from '../../server/demo/browser.ts';
import { runCommand, runTool } from './run-command.ts';

export type ChromiumFound =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: string };

/**
 * A Chromium that loads unpacked extensions: the one that is here, else Debian's by apt, else Playwright's own. Says
 * what it installs.
 */
export async function ensureChromium(print: (line: string) => void): Promise<ChromiumFound> {
  const here = await findChromium();
  if (here !== null) return { ok: true, path: here };
  print('There is no Chromium on this machine.');
  for (const install of [installByApt, installByPlaywright]) {
    await install(print);
    const path = await findChromium();
    if (path !== null) {
      print(`Chromium is at ${path}.`);
      return { ok: true, path };
    }
  }
  return {
    ok: false,
    reason:
      'no Chromium, and none could be installed; install one (Debian: apt-get install chromium) or name it in CHROMIUM_PATH',
  };
}

async function installByApt(print: (line: string) => void): Promise<void> {
  const asRoot = await rootPrefix();
  if (asRoot === null) return;
  print('Installing it: apt-get install chromium');
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
  await apt('install', '-y', '-q', '--no-install-recommends', 'chromium');
}

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
