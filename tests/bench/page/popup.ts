import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { savedMarkup } from '../../conformance/saved-page.ts';
import { ao3Url, openReader, serveAo3 } from '../../e2e/fixtures.ts';
import { type Figure, figure, median } from '../benchmark.ts';

const ROUNDS = 9;
const STORY = '/works/101';

/** How long one waits for the popup: until its switch for the page and its buttons are on the screen and answer. */
export async function measurePopup(folder: string): Promise<Figure[]> {
  const reader = await openReader(join(folder, 'profile'));
  try {
    await serveAo3(reader.context, { [STORY]: savedMarkup('ao3/one-shot.html') });
    await reader.agree({ sites: ['Archive of Our Own'], badges: true });
    const story = await reader.context.newPage();
    await story.goto(ao3Url(STORY));
    const times: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const popup = await reader.context.newPage();
      await popup.addInitScript(noteWhenUsable);
      await popup.setViewportSize({ width: 380, height: 900 });
      await story.bringToFront();
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

function usable(popup: Page): Promise<number> {
  return popup
    .waitForFunction(() => Reflect.get(globalThis, 'benchUsable'))
    .then((time) => time.evaluate((value) => Number(value)));
}

/** In the popup: notes when the frame with its switch and its buttons has been drawn, ms since it was opened. */
function noteWhenUsable(): void {
  new MutationObserver((_, changes) => {
    const isThere = ['[role="switch"]', 'button.primary', 'footer button'].every((selector) =>
      document.querySelector(`${selector}:not([disabled])`),
    );
    if (!isThere) return;
    changes.disconnect();
    // A task after the next frame: what is asked to run then runs, so a press would be answered.
    requestAnimationFrame(() =>
      setTimeout(() => Reflect.set(globalThis, 'benchUsable', performance.now()), 0),
    );
  }).observe(document, { childList: true, subtree: true, attributes: true });
}
