import type { Counters } from '../../shared/protocol/page.ts';
import type { Health } from './health.ts';
import { NOT_TEXT, wholeCharacters } from './story-text.ts';

/** Selectors that may hold a field, best first: sites run several designs at once. */
export type Alternatives = readonly string[];

/** The first element that one of the selectors finds; a selector this engine does not know finds nothing. */
export function find(scope: ParentNode, selectors: Alternatives): Element | null {
  for (const selector of selectors) {
    const element = attempted(() => scope.querySelector(selector));
    if (element) return element;
  }
  return null;
}

/** All elements of the first selector that finds any, in document order. */
export function findAll(scope: ParentNode, selectors: Alternatives): readonly Element[] {
  for (const selector of selectors) {
    const elements = attempted(() => [...scope.querySelectorAll(selector)]);
    if (elements && elements.length > 0) return elements;
  }
  return [];
}

/** As `find`, and notes when nothing is there. */
export function pick(
  scope: ParentNode,
  health: Health,
  field: string,
  selectors: Alternatives,
): Element | null {
  const element = find(scope, selectors);
  if (element === null) health.note(field, 'missing');
  return element;
}

/** The text of the first alternative that has one; notes a field that is missing or empty. */
export function pickText(
  scope: ParentNode,
  health: Health,
  field: string,
  selectors: Alternatives,
): string | null {
  let empty = false;
  for (const selector of selectors) {
    const element = find(scope, [selector]);
    const text = lineOf(element);
    if (text !== null) return text;
    empty ||= element !== null;
  }
  health.note(field, empty ? 'empty' : 'missing');
  return null;
}

/** Longest fields of `storyFactsSchema`; the page bundle has no room for the schema itself. */
const LIMITS = { line: 400, label: 200, labels: 200, summary: 4000, count: 1e12 } as const;

/**
 * An element's text as one line of at most 400 characters, without scripts and the like inside it; null if none.
 * `<meta>` gives its content. Nothing but text ever comes out: markup in a title stays characters.
 */
export function lineOf(element: Element | null): string | null {
  return oneLine(rawText(element, 4 * LIMITS.line), LIMITS.line);
}

/** An element's text, at most 4,000 characters on one line. */
export function summaryOf(element: Element | null): string | null {
  return oneLine(rawText(element, 4 * LIMITS.summary), LIMITS.summary);
}

/** Any text as a title or name: one line, at most 400 characters, null if empty. */
export function asLine(text: string | null | undefined): string | null {
  return oneLine(text ?? '', LIMITS.line);
}

/** The texts of elements as a list of labels: each once, in order, none empty, at most 200 of 200 characters. */
export function labelsOf(elements: readonly Element[]): string[] {
  return asLabels(elements.map((element) => rawText(element, 4 * LIMITS.label)));
}

/** Texts as a list of labels. */
export function asLabels(texts: readonly string[]): string[] {
  const labels = new Set<string>();
  for (const text of texts) {
    const label = oneLine(text, LIMITS.label);
    if (label !== null) labels.add(label);
    if (labels.size === LIMITS.labels) break;
  }
  return [...labels];
}

/** The first number in a text such as `41,204`, `3.2k Followers` or `12/?`; null if there is none. */
export function countIn(text: string | null | undefined): number | null {
  const match = /(\d[\d,.   ’']*)(?:\s?([kKmM])(?![\p{L}\p{N}]))?/u.exec((text ?? '').slice(0, 200));
  if (!match) return null;
  const written = (match[1] ?? '').replace(/[,.   ’']+$/, '');
  const unit = match[2]?.toLowerCase();
  // With a unit the last separator is a decimal point (3.2k); without one every separator groups thousands.
  const value =
    unit === undefined
      ? Number(written.replace(/\D/g, ''))
      : Number(written.replace(/,/g, '.')) * (unit === 'k' ? 1e3 : 1e6);
  return Number.isFinite(value) && value <= LIMITS.count ? value : null;
}

/** The number an element states. */
export function countOf(element: Element | null): number | null {
  return countIn(rawText(element, 200));
}

/** A mean rating of `best` at most, as 0 … 1; null if it is none. */
export function share(value: number | null, best: number): number | null {
  if (value === null || !Number.isFinite(value) || value < 0 || value > best) return null;
  return Math.round((value / best) * 1e6) / 1e6;
}

/** Counters without those the page does not show. */
export function counters(found: { readonly [K in keyof Counters]?: number | null }): Counters {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => typeof value === 'number'));
}

/** The number captured in an address's path, or null. */
export function pathPart(url: URL, pattern: RegExp): string | null {
  return pattern.exec(url.pathname)?.[1] ?? null;
}

/** The address a link leads to; null if it has none or it cannot be understood. */
export function linkUrl(link: Element | null, base: URL): URL | null {
  const href = link?.getAttribute('href');
  if (href === null || href === undefined) return null;
  return attempted(() => new URL(href, base));
}

/** A setting such as `property="og:title"` in the page's head. */
export function metaContent(document: Document, names: readonly string[]): string | null {
  const selectors = names.flatMap((name) => [`meta[property="${name}"]`, `meta[name="${name}"]`]);
  for (const selector of selectors) {
    const content = asLine(find(document, [selector])?.getAttribute('content'));
    if (content !== null) return content;
  }
  return null;
}

/** The language the page says it is in. */
export function languageOf(document: Document): string | null {
  return asLine(document.documentElement.getAttribute('lang'));
}

/** The page's `<title>`, as one line. */
export function pageTitle(document: Document): string | null {
  return lineOf(find(document, ['head > title', 'title']));
}

/** Text of an element up to about `limit` characters, without what is no text to a reader. */
function rawText(element: Element | null, limit: number): string {
  if (element === null) return '';
  if (element.localName === 'meta') return (element.getAttribute('content') ?? '').slice(0, limit);
  const walker = element.ownerDocument.createTreeWalker(element, 5, (node) =>
    NOT_TEXT.has(node.nodeName.toLowerCase()) ? 2 : 1,
  );
  let text = '';
  for (let node = walker.nextNode(); node !== null && text.length < limit; node = walker.nextNode()) {
    if (node.nodeType === 3) text += (node.nodeValue ?? '').slice(0, limit);
    else if (separates(node)) text += ' ';
  }
  return text;
}

/** Whether text before and after a tag is apart to a reader's eye. */
function separates(node: Node): boolean {
  return /^(?:br|p|div|li|tr|td|dd|dt|h[1-6])$/i.test(node.nodeName);
}

function oneLine(text: string, limit: number): string | null {
  const line = wholeCharacters(text.replace(/\s+/g, ' ').trim(), limit).trim();
  return line === '' ? null : line;
}

/** The value, or null if it cannot be had: pages shadow methods with their own names, engines lack selectors. */
export function attempted<T>(value: () => T): T | null {
  try {
    return value();
  } catch {
    return null;
  }
}
