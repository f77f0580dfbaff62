import { describe, expect, it } from 'vitest';
import type { Site, SitePage, SiteReading } from '../../extension/sites/site.ts';
import { wholeText } from '../../extension/sites/story-text.ts';
import { healthNoteSchema, type StoryFacts, storyFactsSchema } from '../../shared/protocol/page.ts';
import { openPage, type SavedPage, savedMarkup } from './saved-page.ts';
import type { PageCase } from './saved-pages/page-case.ts';

/** What is never story text; the saved pages say so in capitals. */
const NOT_STORY =
  /SCRIPT|AUTHOR NOTE|CHAPTER NOTE|CHAPTER END NOTE|END NOTE:|COMMENT|FOOTER|HIDDEN|TEMPLATE|BOILERPLATE|SIDEBAR|CREDIT MODULE|INFO BOX|FOLDED LOG|TAB ONE|OTHER TAB|FOOTNOTE|LICENSE|ADVERT|SPONSOR|ATTRIBUTION|unlawfully taken|Chapter Text|Work Text|window\./;

/** Runs one adapter over its pages, and over what becomes of them when a site changes or means harm. */
export function describeSite(site: Site, cases: readonly PageCase[]): void {
  describe(site.id, () => {
    for (const page of cases) {
      describe(page.file, () => {
        it(`is read as ${page.kind ?? 'nothing, with a note why'}`, () => checkPage(site, page));
        it('gives the same again and leaves the document as it was', () => checkPurity(site, page));
        it('never throws whatever part of it is missing', () => checkMissingParts(site, page));
        it('keeps to the schema when the page is hostile', () => checkHostile(site, page));
      });
    }
  });
}

function checkPage(site: Site, expected: PageCase): void {
  const { page, health } = read(site, openPage(expected.url, savedMarkup(expected.file)));
  expect(page?.kind ?? null).toBe(expected.kind);
  if (page === null) {
    expect(health.length).toBeGreaterThan(0);
    return;
  }
  if (page.kind === 'story') {
    const text = wholeText(page.passages);
    expect(text.length).toBeGreaterThan(30);
    expect(text).not.toMatch(NOT_STORY);
    for (const part of expected.contains ?? []) expect(text).toContain(part);
    expect(page.facts).toMatchObject(expected.facts ?? {});
    expect(page.passages.every((passage) => passage.element.isConnected)).toBe(true);
    if (expected.feedback) expect(page.feedback.map(({ act }) => act)).toEqual(expected.feedback);
    if (expected.next !== undefined) expect(page.next?.getAttribute('href') ?? null).toBe(expected.next);
  }
  if (page.kind === 'listing') {
    if (expected.count !== undefined) expect(page.works).toHaveLength(expected.count);
    (expected.works ?? []).forEach((work, index) => {
      expect(page.works[index]?.facts).toMatchObject(work);
    });
  }
}

function checkPurity(site: Site, { url, file }: PageCase): void {
  const page = openPage(url, savedMarkup(file));
  const before = page.document.documentElement.outerHTML;
  const first = plain(read(site, page));
  expect(plain(read(site, page))).toEqual(first);
  expect(page.document.documentElement.outerHTML).toBe(before);
}

/** Takes each named or labelled part away in turn, and reads what is left. */
function checkMissingParts(site: Site, { url, file }: PageCase): void {
  const page = openPage(url, savedMarkup(file));
  const parts = distinctParts(page.document);
  expect(parts.length).toBeGreaterThan(0);
  for (const part of parts) {
    const parent = part.parentNode;
    const after = part.nextSibling;
    if (parent === null) continue;
    parent.removeChild(part);
    read(site, page);
    parent.insertBefore(part, after);
  }
}

function checkHostile(site: Site, { url, file }: PageCase): void {
  const html = savedMarkup(file);
  const long = 'ש'.repeat(5000) + '😀'.repeat(5000);
  const mutations: ((document: Document) => void)[] = [
    // Every heading and link grows without measure, and carries a script.
    (document) => {
      for (const element of document.querySelectorAll('h1, h2, h3, h4, a, dd, strong, .tag, [data-field]')) {
        const script = document.createElement('script');
        script.textContent = 'SCRIPT INSIDE';
        element.append(script, long);
      }
    },
    // Numbers are no numbers.
    (document) => {
      for (const element of document.querySelectorAll('dd, .number, data, .stats span, li')) {
        element.setAttribute('value', '-1e999');
        if (element.children.length === 0) element.textContent = '∞/NaN, 99999999999999999999999';
      }
    },
    // Form fields take the names of the document's own methods.
    (document) => {
      for (const name of [
        'querySelector',
        'querySelectorAll',
        'documentElement',
        'createTreeWalker',
        'title',
      ]) {
        const image = document.createElement('img');
        image.setAttribute('name', name);
        document.body.append(image);
      }
    },
    (document) => {
      for (const element of document.querySelectorAll('a')) element.setAttribute('href', 'javascript:%00//[');
    },
    (document) => {
      for (const element of document.querySelectorAll('[class]')) element.removeAttribute('class');
    },
    (document) => {
      document.body.replaceChildren();
    },
  ];
  for (const mutate of mutations) {
    const page = openPage(url, html);
    mutate(page.document);
    const { page: result } = read(site, page);
    if (result?.kind === 'story') expect(wholeText(result.passages)).not.toContain('SCRIPT');
    expect(JSON.stringify(factsOf(result))).not.toContain('SCRIPT');
  }
}

/** Reads, and holds whatever comes out to the schemas. */
function read(site: Site, { url, document, styles }: SavedPage): SiteReading {
  const result = site.read(url, document, styles);
  for (const note of result.health) expect(healthNoteSchema.safeParse(note).error).toBeUndefined();
  for (const facts of factsOf(result.page)) {
    expect(storyFactsSchema.safeParse(facts).error).toBeUndefined();
  }
  return result;
}

function factsOf(page: SitePage | null): readonly StoryFacts[] {
  if (page?.kind === 'story') return [page.facts];
  return page?.kind === 'listing' ? page.works.map(({ facts }) => facts) : [];
}

/** A reading without its elements. */
function plain({ page, health }: SiteReading): unknown {
  const passages = page?.kind === 'story' ? page.passages.map(({ text, words }) => ({ text, words })) : [];
  return { kind: page?.kind ?? null, facts: factsOf(page), passages, health };
}

/** One element for each tag with its id and classes: enough to meet every selector, few enough to be quick. */
function distinctParts(document: Document): readonly Element[] {
  const parts = new Map<string, Element>();
  for (const element of document.querySelectorAll('body *, head > *')) {
    const name = `${element.localName}#${element.id}.${element.getAttribute('class') ?? ''}`;
    const field = `${element.getAttribute('data-field')}${element.getAttribute('data-part')}`;
    // Paragraphs with classes of their own are all alike.
    const key = /\d{6}/.test(name) ? element.localName : name + field;
    if (!parts.has(key)) parts.set(key, element);
  }
  return [...parts.values()];
}
