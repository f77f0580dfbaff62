import type { Page } from '@playwright/test';
import { z } from 'zod';

/** What a browser tells of a page by itself. */
export interface PageEvents {
  /** Tasks above 50 ms. */
  readonly longTasks: number;
  /** Sum of all layout shifts, those right after an input included. https://wicg.github.io/layout-instability/ */
  readonly layoutShift: number;
}

/** Has the page count its long tasks and shifts from its beginning; call before it is opened. */
export async function watchPage(tab: Page): Promise<void> {
  await tab.addInitScript(() => {
    const events = { longTasks: 0, layoutShift: 0 };
    Reflect.set(globalThis, 'benchEvents', events);
    new PerformanceObserver((list) => {
      events.longTasks += list.getEntries().length;
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) events.layoutShift += Number(Reflect.get(entry, 'value'));
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

export async function eventsOf(tab: Page): Promise<PageEvents> {
  const events: unknown = await tab.evaluate(() => Reflect.get(globalThis, 'benchEvents'));
  return eventsSchema.parse(events);
}

const eventsSchema = z.object({ longTasks: z.number(), layoutShift: z.number() });
