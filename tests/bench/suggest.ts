import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { loadLibrary } from '../../server/demo/library/story.ts';
import { openReader, temporaryFolder } from '../e2e/fixtures.ts';
import { openEditor, writeSettings } from '../e2e/writing-desk.ts';
import { type Benchmark, type Figure, figure } from './benchmark.ts';

const PLACES = 80;
const KEYS = 400;
const LONG_STORY_WORDS = 50_000;

/** How long a writer waits for the model on the device, and what it costs the page and the machine. */
export const suggest: Benchmark = {
  name: 'suggest',
  about: 'suggestions by the model on the device, asked by key in a plain field, in real Chromium',
  async run(tell) {
    const folder = await temporaryFolder();
    const reader = await openReader(join(folder.path, 'profile'));
    try {
      await reader.agree({ sites: ['Archive of Our Own'], suggestions: true });
      await writeSettings(reader, { pause: 5_000 });
      const page = await openEditor(reader, 'textarea');
      const story = storyText();
      // The page of welcome is no part of suggesting, and its memory comes and goes.
      for (const other of reader.context.pages())
        if (other.url().endsWith('welcome.html')) await other.close();
      await page.waitForTimeout(2_000);
      const memory = await watchMemory();
      tell('the first suggestion');
      const cold = await timeToGhost(page, story.slice(0, 600));
      tell(`${PLACES} more`);
      const warm = await timesAt(page, story, 1_800);
      const { most, settled } = await memory.end();
      tell(`the same in a story of ${LONG_STORY_WORDS.toLocaleString('en')} words`);
      const long = await timesAt(page, longStory(story), null);
      tell('keys');
      const keys = await keyHandlerTimes(page, story.slice(0, 4_000));
      return [
        figure('cold: first suggestion shown', cold ?? Number.NaN, 'ms', '≤ 400'),
        figure('warm: shown, p50', quantile(warm, 0.5), 'ms'),
        figure('warm: shown, p95', quantile(warm, 0.95), 'ms', '≤ 50'),
        figure('in a long story: shown, p95', quantile(long, 0.95), 'ms'),
        figure('key handlers of the extension, p99', quantile(keys, 0.99), 'ms', '< 4'),
        figure('memory of the extension, added, at most', most, 'MB', '≤ 60'),
        figure('memory of the extension, added, settled', settled, 'MB'),
      ] satisfies Figure[];
    } finally {
      await reader.close();
      await folder.remove();
    }
  },
};

/** Real prose, of the demo library. */
function storyText(): string {
  return loadLibrary()
    .stories.flatMap(({ chapters }) => chapters.flatMap(({ paragraphs }) => paragraphs))
    .join('\n');
}

function longStory(text: string): string {
  const words = text.split(/(?<=\s)/);
  let long = text;
  while (long.split(/\s+/).length < LONG_STORY_WORDS) long += `\n${words.join('')}`;
  return long;
}

/** Asks at places spread over the text. @param window characters that are in the field; null for all before the place */
async function timesAt(page: Page, text: string, window: number | null): Promise<number[]> {
  const times: number[] = [];
  for (let place = 1; place <= PLACES; place++) {
    const near = Math.floor((place / (PLACES + 1)) * text.length);
    // Before a word: there it is asked for.
    const end = text.indexOf(' ', near);
    const time = await timeToGhost(
      page,
      text.slice(window === null ? 0 : Math.max(0, end - window), end + 1),
    );
    if (time !== null) times.push(time);
  }
  return times;
}

/** From the key press that asks to the suggestion on the screen, ms; null where there was nothing to suggest. */
function timeToGhost(page: Page, text: string): Promise<number | null> {
  return page
    .evaluate((content) => {
      window.underTest?.fill(content);
      window.underTest?.focus();
    }, text)
    .then(() => page.waitForTimeout(30))
    .then(async () => {
      const shown = page.evaluate(async () => {
        let pressed = 0;
        addEventListener(
          'keydown',
          () => {
            pressed = performance.now();
          },
          { capture: true, once: true },
        );
        while (pressed === 0 || performance.now() - pressed < 1_500) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const ghost = document
            .querySelector('prompttale-ghost')
            ?.shadowRoot?.querySelector<HTMLElement>('[part=ghost]');
          if (pressed > 0 && ghost?.hidden === false) return performance.now() - pressed;
        }
        return null;
      });
      // In another frame than the promise is made in.
      await page.waitForTimeout(20);
      await page.keyboard.press('Alt+/');
      const time = await shown;
      await page.keyboard.press('Escape');
      return time;
    });
}

/** What the extension's listeners add to a key press: until a listener of the page that comes after them, ms. */
async function keyHandlerTimes(page: Page, text: string): Promise<number[]> {
  await page.evaluate((content) => {
    window.underTest?.fill(content);
    window.underTest?.focus();
    const times: number[] = [];
    Reflect.set(window, 'keyTimes', times);
    let begun = 0;
    // The window hears first and last; the extension's listeners, older than these, lie between.
    const field = document.querySelector('#content');
    addEventListener('keydown', () => {}, true);
    document.addEventListener('beforeinput', () => {}, true);
    field?.addEventListener('beforeinput', () => {
      times.push(performance.now() - begun);
    });
    addEventListener(
      'keydown',
      (event) => {
        begun = event.timeStamp;
      },
      true,
    );
  }, text);
  await page.keyboard.type('the boat came in and nobody saw it go '.repeat(20).slice(0, KEYS));
  return page.evaluate(() => Reflect.get(window, 'keyTimes') as number[]);
}

/** What is added to the extension's memory from now on: at most, and after a rest. */
async function watchMemory(): Promise<{ end(): Promise<{ most: number; settled: number }> }> {
  const before = await extensionMemory();
  let most = 0;
  const look = async (): Promise<number> => {
    const added = (await extensionMemory()) - before;
    most = Math.max(most, added);
    return added;
  };
  const timer = setInterval(() => void look(), 500);
  // A benchmark that fails must end all the same.
  timer.unref();
  return {
    async end() {
      clearInterval(timer);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      const settled = await look();
      return { most, settled };
    },
  };
}

/** Private memory of the extension's own process (background, hidden document, Workers), MB. */
async function extensionMemory(): Promise<number> {
  let kilobytes = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes('--extension-process')) continue;
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    kilobytes += Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
