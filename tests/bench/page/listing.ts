import { join } from 'node:path';
import { type CDPSession, expect, type Page } from '@playwright/test';
import { savedMarkup } from '../../conformance/saved-page.ts';
import { ao3Url, giveKudos, openReader, type Reader, serveAo3 } from '../../e2e/fixtures.ts';
import { type Figure, figure, median } from '../benchmark.ts';
import { openPlainChromium } from './plain-chromium.ts';
import { eventsOf, watchPage } from './watch-page.ts';

const ROUNDS = 7;
const STORIES_AT_ONCE = 40;
const LISTING = '/tags/Lighthouses/works';
const LOVED = ['/works/201', '/works/202', '/works/203', '/works/204', '/works/205'];

/**
 * Badges on a listing of 40 stories whose reader the engine knows: how long from what the page was found to say to the
 * last badge, and whether anything on the page moved for them.
 */
export async function measureListing(folder: string): Promise<Figure[]> {
  const pages = { [LISTING]: listingOf(0), ...Object.fromEntries(LOVED.map((path) => [path, story(path)])) };
  const reader = await openReader(join(folder, 'with'));
  const without = await openPlainChromium(join(folder, 'without'));
  try {
    await serveAo3(reader.context, pages);
    await serveAo3(without, pages);
    await learn(reader);
    const listing = await reader.context.newPage();
    await watchPage(listing);
    const times = await badgeTimes(listing);
    const shift = (await eventsOf(listing)).layoutShift - (await shiftWithout(await without.newPage()));
    return [
      figure(`badges of ${STORIES_AT_ONCE} stories`, median(times), 'ms', '≤ 50'),
      figure('badges: the slowest of them', Math.max(...times), 'ms'),
      figure('badges: added layout shift', shift, '', '0'),
    ];
  } finally {
    await without.close();
    await reader.close();
  }
}

/**
 * Puts 40 stories at a time into the open listing, as one does that goes on while it is scrolled. The first time says
 * nothing: the background has just read its model.
 */
async function badgeTimes(listing: Page): Promise<readonly number[]> {
  const session = await listing.context().newCDPSession(listing);
  const world = worldOfExtension(session);
  await listing.goto(ao3Url(LISTING));
  await listing.bringToFront();
  await expectBadges(listing, STORIES_AT_ONCE);
  const contextId = await world;
  const inWorld = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', { contextId, expression });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description);
    return result.value;
  };
  await inWorld(`(${noteBadges.toString()})()`);
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS + 1; round++) {
    await listing.evaluate((html) => {
      const page = new DOMParser().parseFromString(html, 'text/html');
      document.querySelector('ol.work.index')?.append(...page.querySelectorAll('li.work.blurb'));
    }, listingOf(round));
    await expectBadges(listing, (round + 1) * STORIES_AT_ONCE);
    const time = Number(await inWorld('benchBadges.last - benchBadges.asked'));
    if (round > 1) times.push(time);
  }
  return times;
}

function expectBadges(listing: Page, count: number): Promise<void> {
  return expect(listing.locator('prompttale-badge[data-level]')).toHaveCount(count, { timeout: 20_000 });
}

/** The world that the extension's script shares with no page. */
function worldOfExtension(session: CDPSession): Promise<number> {
  return new Promise((resolve, reject) => {
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.origin.startsWith('chrome-extension://')) resolve(context.id);
    });
    session.send('Runtime.enable').catch(reject);
  });
}

/** In the extension's world: notes when it tells the background what a page says, and when the last badge has its figure. */
function noteBadges(): void {
  const times = { asked: 0, last: 0 };
  Reflect.set(globalThis, 'benchBadges', times);
  const runtime = Reflect.get(Reflect.get(globalThis, 'chrome'), 'runtime');
  const send = runtime.sendMessage.bind(runtime);
  runtime.sendMessage = (message: { readonly name?: unknown }) => {
    if (message.name === 'page.opened') times.asked = performance.now();
    return send(message);
  };
  new MutationObserver(() => {
    times.last = performance.now();
  }).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ['data-level'] });
}

async function shiftWithout(tab: Page): Promise<number> {
  await watchPage(tab);
  await tab.goto(ao3Url(LISTING));
  await tab.waitForTimeout(2000);
  return (await eventsOf(tab)).layoutShift;
}

async function learn(reader: Reader): Promise<void> {
  await reader.agree({ sites: ['Archive of Our Own'], badges: true });
  await giveKudos(reader, LOVED);
  const popup = await reader.own('popup.html');
  await popup.getByRole('button', { name: 'Learn now' }).click();
  await expect(popup.getByText(/^Last: /)).toBeVisible({ timeout: 60_000 });
  await popup.close();
}

/** The saved listing twice, with other works each time. */
function listingOf(round: number): string {
  const html = savedMarkup('ao3/listing.html');
  const works = html.slice(html.indexOf('<li id="work_'), html.lastIndexOf('</ol>'));
  const numbered = (part: number): string => works.replaceAll('/works/', `/works/${2 * round + part + 1}00`);
  return html.replace(works, numbered(0) + numbered(1));
}

const story = (path: string): string =>
  savedMarkup('ao3/one-shot.html').replaceAll('7001234', path.replace('/works/', ''));
