import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { createLibraryApp } from '../../../server/demo/library/app.ts';
import { memoryStore } from '../../../server/demo/library/store.ts';
import { countWords, libraryOf, loadLibrary, type Story } from '../../../server/demo/library/story.ts';
import { openReader } from '../../e2e/fixtures.ts';
import { type Figure, figure, interleaved, median } from '../benchmark.ts';
import { shareOfScriptTime } from './cpu-profile.ts';
import { openPlainChromium } from './plain-chromium.ts';
import { eventsOf, watchPage } from './watch-page.ts';

const WORDS = 10_000;
const SCROLL_MS = 8_000;
const ROUNDS = 5;

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
  /** What was not collected of the scripts' memory at the end, MB. */
  readonly heap: number;
  readonly layoutShift: number;
}

/** A story of 10,000 words that is scrolled without a pause: with the extension, without, and with a naive twin. */
export async function measureReading(folder: string, tell: (line: string) => void): Promise<Figure[]> {
  const library = await longStory();
  const closing: (() => Promise<void>)[] = [() => library.close()];
  try {
    const reader = await openReader(join(folder, 'with'));
    closing.push(() => reader.close());
    await reader.agree({ sites: ['Demo library'] });
    const withExtension = reader.context;
    const without = await openPlainChromium(join(folder, 'without'));
    closing.push(() => without.close());
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
      figure(
        'added heap',
        middle(({ plain, extension }) => extension.heap - plain.heap),
        'MB',
        '< 2',
      ),
      figure(
        'added layout shift',
        middle(({ plain, extension }) => extension.layoutShift - plain.layoutShift),
        '',
        '0',
      ),
    ];
  } finally {
    for (const close of closing.reverse()) await close();
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

/** Opens the page, lets it settle, scrolls it by real wheel events, and reads the browser's own counters around that. */
async function scrolled(
  context: BrowserContext,
  url: string,
  { before, profile = false }: { before?: () => void; profile?: boolean } = {},
): Promise<Load> {
  const tab = await context.newPage();
  try {
    if (before !== undefined) await tab.addInitScript(before);
    await watchPage(tab);
    await tab.goto(url);
    await tab.bringToFront();
    await tab.waitForTimeout(2500);
    const session = await context.newCDPSession(tab);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const counters = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0;
      return {
        task: 1000 * metric('TaskDuration'),
        script: 1000 * metric('ScriptDuration'),
        heap: metric('JSHeapUsedSize') / 1e6,
        ...(await eventsOf(tab)),
      };
    };
    await tab.mouse.move(500, 400);
    if (profile) await startProfiler(session);
    const from = await counters();
    const started = performance.now();
    await wheel(tab, SCROLL_MS);
    const perMinute = 60_000 / (performance.now() - started);
    const to = await counters();
    const ownShare = profile ? await stopProfiler(session) : 0;
    await session.send('HeapProfiler.collectGarbage');
    const { heap } = await counters();
    return {
      heap,
      layoutShift: to.layoutShift,
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
