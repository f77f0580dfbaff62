import { access, constants } from 'node:fs/promises';
import { type BrowserContext, chromium } from '@playwright/test';

/** Where a Chromium that loads unpacked extensions is usually found. Branded Chrome refuses `--load-extension`. */
const places = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium on this machine, Playwright's own included; null when there is none. */
export async function findChromium(): Promise<string | null> {
  for (const place of [...places, chromium.executablePath()]) {
    if (place === undefined || place === '') continue;
    const found = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return place;
  }
  return null;
}

/**
 * Opens Chromium with the extension loaded, on a profile in `profileFolder`. Background networking is off: a demo asks
 * nothing of the outside.
 * @throws when there is no Chromium, with what to do
 */
export async function openChromium(options: {
  readonly extension: string;
  readonly profileFolder: string;
  readonly headless: boolean;
  /** All traffic goes through this proxy, to addresses of this machine too. */
  readonly proxy?: string;
}): Promise<BrowserContext> {
  const executablePath = await findChromium();
  if (executablePath === null) {
    throw new Error(
      'There is no Chromium on this machine. Install it (Debian: apt install chromium; else: npx playwright install chromium), or name it in CHROMIUM_PATH.',
    );
  }
  return chromium.launchPersistentContext(options.profileFolder, {
    executablePath,
    headless: options.headless,
    chromiumSandbox: process.getuid?.() !== 0,
    viewport: options.headless ? { width: 1180, height: 820 } : null,
    args: [
      `--disable-extensions-except=${options.extension}`,
      `--load-extension=${options.extension}`,
      '--no-first-run',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(options.proxy === undefined
        ? []
        : [`--proxy-server=${options.proxy}`, '--proxy-bypass-list=<-loopback>']),
    ],
  });
}
