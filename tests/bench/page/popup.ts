import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { savedMarkup } from '../../conformance/saved-page.ts';
import { ao3Url, openReader, serveAo3 } from '../../e2e/fixtures.ts';
import { type Figure, figure, median } from '../benchmark.ts';

const ROUNDS = 9;
const STORY = '/works/101';
/** A tab that has just been opened is busy with itself, ms. */
const SETTLING = 500;

/** How long one waits for the popup: until its switch for the page and its buttons are there and answer. */
export async function measurePopup(folder: string): Promise<Figure[]> {
  const reader = await openReader(join(folder, 'profile'));
  try {
    await serveAo3(reader.context, { [STORY]: savedMarkup('ao3/one-shot.html') });
    await reader.agree({ sites: ['Archive of Our Own'], badges: true });
    const story = await reader.context.newPage();
    await story.goto(ao3Url(STORY));
    const times: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      // As over a page: the extension's process is there already, for its background.
      const popup = await reader.own('icons/16.png');
      await popup.addInitScript(noteWhenUsable);
      await popup.setViewportSize({ width: 380, height: 900 });
      await story.bringToFront();
      await popup.waitForTimeout(SETTLING);
      await popup.goto(new URL('popup.html', reader.origin).href);
      const time = await usable(popup);
      // The first one reads all files from the disk.
      if (round > 0) times.push(time);
      await popup.close();
    }
    return [
      figure('popup: until it can be used', median(times), 'ms', '≤ 200'),
      figure('popup: the slowest of them', Math.max(...times), 'ms'),
    ];
  } finally {
    await reader.close();
  }
}

async function usable(popup: Page): Promise<number> {
  // Asking brings the test driver's own script into the page: not while it is timed.
  await popup.waitForTimeout(2 * SETTLING);
  return popup
    .waitForFunction(() => Reflect.get(globalThis, 'benchUsable'))
    .then((time) => time.evaluate((value) => Number(value)));
}

/** In the popup: notes when its switch and its buttons are there, ms since it was opened. */
function noteWhenUsable(): void {
  new MutationObserver((_, changes) => {
    const isThere = ['[role="switch"]', 'button.primary', 'footer button'].every((selector) =>
      document.querySelector(`${selector}:not([disabled])`),
    );
    if (!isThere) return;
    changes.disconnect();
    // In the next task: by then a press would be answered. Frames and timers of a tab behind another one are held back.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => Reflect.set(globalThis, 'benchUsable', performance.now());
    port2.postMessage(null);
  }).observe(document, { childList: true, subtree: true, attributes: true });
}
