import { Readability } from '@mozilla/readability';
import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import { asLine, find, findAll, languageOf, metaContent } from './fields.ts';
import { isGoogleDocs } from './google-docs.ts';
import { defineSite, type EditorPage, type PageContext, type StoryPage } from './site.ts';
import { isNotStory, type Passage, readPassages, totalWords } from './story-text.ts';
import type { StyleResolver } from './visibility.ts';

/** Fewer words than this are no chapter but a log-in page or a note. */
const FEWEST_WORDS = 20;
/** Pages with more elements than this are left alone: the work would freeze the page. */
const MOST_ELEMENTS = 60_000;

/**
 * The fallback for any site a reader switches on: Mozilla Readability finds the main text of a page. It needs a
 * document it may change, so it works on a copy. What nobody sees is taken from the copy first, and its elements are
 * numbered, so that what is found leads back to the elements of the real page.
 */
export const readability = defineSite({
  id: 'readability',

  recognise(url) {
    if ((url.protocol !== 'https:' && url.protocol !== 'http:') || isGoogleDocs(url)) return null;
    return url.pathname === '/' && url.search === '' ? null : 'story';
  },

  read({ url, document, styles, health }: PageContext): StoryPage | EditorPage | null {
    const article = extract(document, styles);
    const passages = article ? livePassages(article) : [];
    const words = totalWords(passages);
    if (!article || words < FEWEST_WORDS) {
      // A page without a story to read may be one to write it in.
      const elements = findAll(document, [EDITORS]);
      if (elements.length > 0) return { kind: 'editor', elements };
      health.note('text', article ? 'empty' : 'missing', true);
      return null;
    }
    const facts: StoryFacts = {
      ...blankFacts(workIdOf(url)),
      title: asLine(metaContent(document, ['og:title']) ?? article.title),
      author: asLine(article.byline?.replace(/^\s*by\s+/i, '')),
      language: languageOf(document) ?? asLine(article.lang),
      summary: asLine(metaContent(document, ['og:description', 'description'])),
    };
    for (const field of ['title', 'author', 'language'] as const) {
      if (facts[field] === null) health.note(field, 'missing');
    }
    return {
      kind: 'story',
      facts,
      passages,
      head: find(document, ['article h1', 'main h1', 'h1']),
      feedback: [],
      next: find(document, ['a[rel~="next"]', 'link[rel="next"]']),
    };
  },
});

/** What somebody writes at length in; a line of a form is none of it. */
const EDITORS = 'textarea:not([readonly]):not([rows="1"]), [contenteditable="true"], iframe[id$="_ifr"]';

const NUMBER = 'data-prompttale-original';

interface Article {
  readonly content: Element;
  readonly originals: readonly Element[];
  readonly title: string | null | undefined;
  readonly byline: string | null | undefined;
  readonly lang: string | null | undefined;
}

function extract(document: Document, styles: StyleResolver): Article | null {
  const originals = [...document.querySelectorAll('*')];
  if (originals.length > MOST_ELEMENTS) return null;
  const copy = document.cloneNode(true);
  if (!isDocument(copy)) return null;
  // A copy has the same elements in the same order.
  const unseen: Element[] = [];
  [...copy.querySelectorAll('*')].forEach((element, index) => {
    element.setAttribute(NUMBER, String(index));
    const original = originals[index];
    if (!original || !copy.body.contains(element) || element === copy.body) return;
    if (isNotStory(original) || styles.isHidden(original)) unseen.push(element);
  });
  for (const element of unseen) element.remove();
  const parsed = new Readability<Node>(copy, {
    charThreshold: 200,
    disableJSONLD: true,
    serializer: (node) => node,
  }).parse();
  const content = parsed?.content;
  if (!parsed || !content || !isElement(content)) return null;
  return { content, originals, title: parsed.title, byline: parsed.byline, lang: parsed.lang };
}

/** The article's passages, each with the element of the real page it stands in. */
function livePassages({ content, originals }: Article): readonly Passage[] {
  return readPassages([content], [], { isHidden: () => false }).flatMap((passage) => {
    const number = passage.element.closest(`[${NUMBER}]`)?.getAttribute(NUMBER);
    const element = originals[Number(number ?? -1)];
    return element ? [{ ...passage, element }] : [];
  });
}

function isDocument(node: Node): node is Document {
  return node.nodeType === 9;
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

/** An address stands for the work; a long one by its end, where the story's own part is. */
function workIdOf(url: URL): string {
  return `${url.hostname}${url.pathname}${url.search}`.slice(-200);
}

/*
Test URLs
https://www.tor.com/2018/01/17/the-ghosts-of-the-dark/
https://clarkesworldmagazine.com/
https://en.wikisource.org/wiki/The_Gift_of_the_Magi
*/
