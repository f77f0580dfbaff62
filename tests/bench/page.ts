import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test';
import { findChromium, openChromium } from '../../server/demo/browser.ts';
import { buildExtension } from '../../server/demo/build-extension.ts';
import { createLibraryApp } from '../../server/demo/library/app.ts';
import { memoryStore } from '../../server/demo/library/store.ts';
import { countWords, libraryOf, loadLibrary, type Story } from '../../server/demo/library/story.ts';
import { type Benchmark, type Figure, figure, interleaved, median, notMeasured } from './benchmark.ts';
import { shareOfScriptTime } from './cpu-profile.ts';

const WORDS = 10_000;
const SCROLL_MS = 8_000;
const ROUNDS = 5;
/** The fallback brings Mozilla Readability along. */
const FALLBACK = 'readability.js';

/** What the extension costs a page: the size of what is loaded into it, and main-thread time while one reads. */
export const page: Benchmark = {
  name: 'page',
  about: `a ${WORDS.toLocaleString('en')}-word page under continuous scrolling, in real Chromium`,
  async run(tell) {
    const sizes = await bundleSizes(await buildExtension('production', tell));
    return [
      ...sizes,
      ...(await overhead(tell).catch((cause: unknown) => [notMeasured('main thread', cause)])),
    ];
  },
};

async function bundleSizes(extension: string): Promise<Figure[]> {
  const folder = join(extension, 'content-scripts');
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js')).sort();
  return Promise.all(
    scripts.map(async (name) =>
      figure(
        `content script ${name}, gzip`,
        gzipSync(await readFile(join(folder, name)), { level: 9 }).length / 1000,
        'kB',
        name === FALLBACK ? '≤ 24' : '≤ 12',
      ),
    ),
  );
}

/**
 * What the main thread of one page did while it was scrolled, in ms of its processor time per minute: time in which it
 * waited for a processor that did something else is not the page's.
 */
interface Load {
  readonly task: number;
  readonly script: number;
  /** How much of the script time was that of extensions' scripts, 0 … 1, where a profiler was asked; 0 else. */
  readonly ownShare: number;
  readonly longTasks: number;
}

async function overhead(tell: (line: string) => void): Promise<Figure[]> {
  const extension = await buildExtension('e2e', tell);
  const folder = await mkdtemp(join(tmpdir(), 'promptale-bench-'));
  const library = await longStory();
  const opened: BrowserContext[] = [];
  try {
    const withExtension = await openChromium({
      extension,
      profileFolder: join(folder, 'with'),
      headless: true,
    });
    opened.push(withExtension);
    await agree(withExtension);
    const without = await plainChromium(join(folder, 'without'));
    opened.push(without);
    tell(`${ROUNDS + 1} × 3 × ${SCROLL_MS / 1000} s of scrolling`);
    const { all: rounds } = await interleaved(ROUNDS, {
      all: async () => ({
        plain: await scrolled(without, library.url),
        naive: await scrolled(without, library.url, { before: watchNaively }),
        extension: await scrolled(withExtension, library.url),
      }),
    });
    tell('once more, with a profiler');
    const { ownShare } = await scrolled(withExtension, library.url, { profile: true });
    // What else the machine does changes from round to round, so differences are taken within each.
    const middle = (measure: (round: (typeof rounds)[number]) => number): number =>
      median(rounds.map(measure));
    return [
      figure(
        'without: main-thread task time',
        middle(({ plain }) => plain.task),
        'ms/min',
      ),
      figure(
        'added task time',
        middle(({ plain, extension }) => extension.task - plain.task),
        'ms/min',
      ),
      figure(
        'added script time',
        middle(({ plain, extension }) => extension.script - plain.script),
        'ms/min',
        '≤ 50',
      ),
      figure('of it in the content script, by a profiler', 100 * ownShare, '%'),
      figure(
        'naive scroll handler: added task time',
        middle(({ plain, naive }) => naive.task - plain.task),
        'ms/min',
      ),
      figure(
        'added task time ÷ naive',
        middle(({ plain, naive, extension }) => (extension.task - plain.task) / (naive.task - plain.task)),
        '×',
        '≤ 0.5',
      ),
      figure(
        'added long tasks',
        middle(({ plain, extension }) => extension.longTasks - plain.longTasks),
        'per min',
        '0',
      ),
    ];
  } finally {
    for (const context of opened) await context.close();
    await library.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The demo library with one story of one long chapter, made of its real ones. */
async function longStory(): Promise<{ url: string; close(): Promise<void> }> {
  const [first] = loadLibrary().stories;
  if (first === undefined) throw new Error('the demo library is empty');
  const paragraphs: string[] = [];
  let words = 0;
  for (const paragraph of loadLibrary().stories.flatMap(({ chapters }) =>
    chapters.flatMap((c) => c.paragraphs),
  )) {
    if (words >= WORDS) break;
    paragraphs.push(paragraph);
    words += countWords([paragraph]);
  }
  const story: Story = {
    ...first,
    words,
    chapters: [{ id: `${first.id}-1`, title: null, paragraphs }],
  };
  const app = createLibraryApp({ store: memoryStore(), library: libraryOf([story]) });
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}/stories/${story.id}/${story.slug}`,
        close: () => new Promise((closed) => server.close(() => closed())),
      }),
    );
  });
}

/** Agrees, on the welcome page, to reading and feedback in the demo library; nothing is sent. */
async function agree(context: BrowserContext): Promise<void> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const welcome = await context.newPage();
  await welcome.goto(`chrome-extension://${new URL(worker.url()).host}/welcome.html`);
  for (const name of ['Demo library', 'Reading', 'Feedback']) {
    await welcome.getByRole('switch', { name, exact: true }).click();
  }
  const button = welcome.getByRole('button', { name: /^I agree/ });
  await button.click();
  await button.waitFor({ state: 'hidden' });
  await welcome.close();
}

async function plainChromium(profileFolder: string): Promise<BrowserContext> {
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

/** Opens the page, lets it settle, scrolls it by real wheel events, and reads the browser's own counters around that. */
async function scrolled(
  context: BrowserContext,
  url: string,
  { before, profile = false }: { before?: () => void; profile?: boolean } = {},
): Promise<Load> {
  const tab = await context.newPage();
  try {
    if (before !== undefined) await tab.addInitScript(before);
    await tab.addInitScript(countLongTasks);
    await tab.goto(url);
    await tab.bringToFront();
    await tab.waitForTimeout(2500);
    const session = await context.newCDPSession(tab);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const counters = async (): Promise<{ task: number; script: number; longTasks: number }> => {
      const { metrics } = await session.send('Performance.getMetrics');
      const seconds = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
      const longTasks = await tab.evaluate(() => Number(Reflect.get(globalThis, 'longTasks') ?? 0));
      return { task: 1000 * seconds('TaskDuration'), script: 1000 * seconds('ScriptDuration'), longTasks };
    };
    await tab.mouse.move(500, 400);
    if (profile) await startProfiler(session);
    const from = await counters();
    const started = performance.now();
    await wheel(tab, SCROLL_MS);
    const perMinute = 60_000 / (performance.now() - started);
    const to = await counters();
    const ownShare = profile ? await stopProfiler(session) : 0;
    return {
      task: (to.task - from.task) * perMinute,
      script: (to.script - from.script) * perMinute,
      ownShare,
      longTasks: (to.longTasks - from.longTasks) * perMinute,
    };
  } finally {
    await tab.close();
  }
}

async function startProfiler(session: CDPSession): Promise<void> {
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 100 });
  await session.send('Profiler.start');
}

/** How much of the time of all scripts since the start was that of extensions' scripts, 0 … 1. */
async function stopProfiler(session: CDPSession): Promise<number> {
  const { profile } = await session.send('Profiler.stop');
  return shareOfScriptTime('chrome-extension://', profile);
}

/** Turns the wheel without a pause, down and, at the end of the page, up again. */
async function wheel(tab: Page, milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  for (let turn = 0; performance.now() < until; turn++) {
    await tab.mouse.wheel(0, turn % 200 < 100 ? 90 : -90);
    await tab.waitForTimeout(40);
  }
}

/** In the page: counts tasks above 50 ms. */
function countLongTasks(): void {
  Reflect.set(globalThis, 'longTasks', 0);
  new PerformanceObserver((list) => {
    const counted = Number(Reflect.get(globalThis, 'longTasks'));
    Reflect.set(globalThis, 'longTasks', counted + list.getEntries().length);
  }).observe({ type: 'longtask' });
}

/** In the page, the twin: what a content script does that asks where every paragraph is at each scroll event. */
function watchNaively(): void {
  document.addEventListener('DOMContentLoaded', () => {
    const seen = new Map<Element, number>();
    addEventListener('scroll', () => {
      for (const paragraph of document.querySelectorAll('article p')) {
        const { top, bottom } = paragraph.getBoundingClientRect();
        if (bottom > 0 && top < innerHeight) seen.set(paragraph, (seen.get(paragraph) ?? 0) + 1);
      }
    });
  });
}
