import { type Figures, figuresSchema } from './figures-schema.ts';

/** How often the server is asked, ms; more rarely while nobody looks. */
const EVERY = 5000;

/**
 * Keeps the page's figures fresh: parts marked `data-live` are replaced when the server's page has them otherwise, and
 * charts are drawn again. Where somebody is, and what was typed, stays.
 */
export async function keepFresh(
  page: Document,
  draw: (page: Document, figures: Figures) => void,
): Promise<void> {
  for (;;) {
    if (page.visibilityState === 'visible') await refresh(page, draw).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

async function refresh(page: Document, draw: (page: Document, figures: Figures) => void): Promise<void> {
  const [figures, text] = await Promise.all([
    fetch('/observatory.json').then((answer) => answer.json()),
    fetch('/').then((answer) => answer.text()),
  ]);
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  for (const part of page.querySelectorAll<HTMLElement>('[data-live]')) {
    const news = fresh.querySelector(`[data-live="${part.dataset['live']}"]`);
    if (news !== null) replaceText(part, news);
  }
  draw(page, figuresSchema.parse(figures));
}

/** Replaces what differs below a part, and leaves charts, focus and scrolling alone. */
function replaceText(old: Element, news: Element): void {
  for (const selector of ['h2', 'tbody', 'p', 'dl']) {
    const was = old.querySelectorAll(selector);
    const is = news.querySelectorAll(selector);
    if (was.length !== is.length) {
      if (old.querySelector('canvas') === null) old.replaceChildren(...news.childNodes);
      return;
    }
    was.forEach((element, i) => {
      const other = is[i];
      if (other !== undefined && other.innerHTML !== element.innerHTML) {
        element.replaceChildren(...[...other.childNodes].map((node) => node.cloneNode(true)));
      }
    });
  }
}
