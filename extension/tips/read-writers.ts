import type { WritersWords } from './writers-words.ts';

/** What a page says of one writer's, or several writers', own words. */
export interface WritersPart {
  readonly writers: readonly { readonly address: string; readonly name: string }[];
  /** What follows each mark in their words. */
  readonly lines: readonly string[];
}

/**
 * Reads from the page it runs in where writers' own words hold a mark. It is sent into the page as source, so it needs
 * nothing from outside itself; what a page answers is checked by who asked.
 * @param mark pattern of what a line begins with
 * @param longest characters that are read from a mark on
 */
export function readWriters(
  places: readonly WritersWords[],
  mark: string,
  longest: number,
): { address: string; parts: WritersPart[] } {
  const parts: WritersPart[] = [];
  const most = 50;
  for (const { part, by, words, except } of places) {
    for (const root of [...document.querySelectorAll(part)].slice(0, most)) {
      const lines: string[] = [];
      const spoken = words === ':scope' ? [root] : [...root.querySelectorAll(words)];
      for (const element of spoken) {
        if (except !== null && element.closest(except) !== null) continue;
        let text = element.textContent ?? '';
        if (except !== null && element.querySelector(except) !== null) {
          const copy = element.cloneNode(true);
          if (copy instanceof Element) {
            for (const other of copy.querySelectorAll(except)) other.remove();
            text = copy.textContent ?? '';
          }
        }
        for (const { index } of text.matchAll(new RegExp(mark, 'gi')))
          if (lines.length < most) lines.push(text.slice(index, index + longest));
      }
      if (lines.length === 0) continue;
      const writers: { address: string; name: string }[] = [];
      if ('links' in by) {
        for (const link of root.querySelectorAll(by.links)) {
          if (link instanceof HTMLAnchorElement && writers.length < most)
            writers.push({
              address: link.href.slice(0, 500),
              name: (link.textContent ?? '').trim().slice(0, 100),
            });
        }
      } else if ('attribute' in by) {
        const name = (root.getAttribute(by.attribute) ?? '').slice(0, 100);
        writers.push({ address: by.profile + encodeURIComponent(name), name });
      } else writers.push({ address: location.href.slice(0, 500), name: '' });
      parts.push({ writers, lines });
    }
  }
  return { address: location.href.slice(0, 2_000), parts };
}
