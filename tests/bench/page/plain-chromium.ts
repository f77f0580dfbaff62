import { type BrowserContext, chromium } from '@playwright/test';
import { findChromium } from '../../../server/demo/browser.ts';

/** The same browser without the extension. @throws when there is none on this machine */
export async function openPlainChromium(profileFolder: string): Promise<BrowserContext> {
  const executablePath = await findChromium();
  if (executablePath === null) throw new Error('there is no Chromium on this machine');
  return chromium.launchPersistentContext(profileFolder, {
    executablePath,
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    viewport: { width: 1180, height: 820 },
    args: ['--no-first-run', '--disable-quic', '--disable-background-networking', '--disable-sync'],
  });
}
