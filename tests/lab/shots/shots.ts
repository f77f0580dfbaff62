import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { savedMarkup } from '../../conformance/saved-page.ts';
import {
  ao3Url,
  giveKudos,
  leave,
  openReader,
  type Reader,
  readFor,
  serveAo3,
  temporaryFolder,
} from '../../e2e/fixtures.ts';
import { shootWriting } from './writing-shots.ts';

/**
 * `npm run shots -- --out DIR`: pictures of what a reader and a writer see, in light and dark, from the built extension in a real
 * browser. Somebody gives kudos to slow stories and leaves frightening ones, the engine learns, and a listing shows.
 */
const { out } = parseArgs({ options: { out: { type: 'string', default: 'out/shots' } } }).values;

const LISTING = '/tags/Lighthouses/works';
const LOVED = ['/works/201', '/works/202', '/works/203', '/works/204', '/works/205'];
const LEFT = ['/works/301', '/works/302', '/works/303'];

const story = (path: string, label: string): string =>
  savedMarkup('ao3/one-shot.html')
    .replaceAll('7001234', path.replace('/works/', ''))
    .replaceAll('The Forty-First Step', `${label}, ${path.replace('/works/', 'No. ')}`)
    .replaceAll('Slow Burn', label);

/** As the site's own dark skin has it; the saved page comes without its styles. */
const DARK_SKIN =
  '<style>@media (prefers-color-scheme: dark) { body { background: #333; color: #eee } a { color: #9bd } }</style>';

await mkdir(out, { recursive: true });
const folder = await temporaryFolder();
const reader = await openReader(join(folder.path, 'profile'));
try {
  await serveAo3(reader.context, {
    ...Object.fromEntries(LOVED.map((path) => [path, story(path, 'Lighthouses')])),
    ...Object.fromEntries(LEFT.map((path) => [path, story(path, 'Horror')])),
    [LISTING]: savedMarkup('ao3/listing.html').replace('</head>', `${DARK_SKIN}</head>`),
  });
  await shoot(await reader.own('welcome.html'), 'onboarding');
  await reader.agree({
    sites: ['Archive of Our Own', 'SpaceBattles, Sufficient Velocity and sister forums'],
    badges: true,
    writing: true,
    suggestions: true,
  });
  await giveKudos(reader, LOVED);
  await leaveEarly(reader, LEFT);
  await learn(reader);

  const listing = await reader.context.newPage();
  await listing.goto(ao3Url(LISTING));
  await expect(listing.locator('prompttale-badge [aria-expanded]').first()).toHaveAccessibleName(/% match/);
  await shoot(listing, 'listing');
  await listing.locator('prompttale-badge [aria-expanded]').first().click();
  await shoot(listing, 'listing-why');
  await shoot(await reader.popupOver(listing), 'popup');
  const taste = await reader.own('options.html#taste');
  await expect(taste.getByRole('button', { name: /^Ignore / }).first()).toBeVisible();
  await shoot(taste, 'taste');
  await shootWriting(reader, shoot);
  for (const section of ['sites', 'writing', 'data', 'privacy']) {
    const options = await reader.own(`options.html#${section}`);
    await expect(options.getByRole('heading', { level: 2 })).toBeVisible();
    await shoot(options, `options-${section}`);
  }
} finally {
  await reader.close();
  await folder.remove();
}

async function leaveEarly(given: Reader, paths: readonly string[]): Promise<void> {
  const page = await given.context.newPage();
  for (const path of paths) {
    await page.goto(ao3Url(path));
    await readFor(page, 1500);
    await leave(page);
  }
  await page.close();
}

async function learn(given: Reader): Promise<void> {
  const popup = await given.own('popup.html');
  await popup.getByRole('button', { name: 'Learn now' }).click();
  await expect(popup.getByText(/^Last: /)).toBeVisible({ timeout: 60_000 });
  await popup.close();
}

async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(300);
    const path = join(out, `${name}-${colorScheme}.png`);
    await page.screenshot({ path, fullPage: !name.startsWith('listing') });
    process.stderr.write(`${path}\n`);
  }
}
