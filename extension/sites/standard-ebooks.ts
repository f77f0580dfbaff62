import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import {
  asLine,
  countIn,
  countOf,
  find,
  findAll,
  labelsOf,
  languageOf,
  lineOf,
  pageTitle,
  pathPart,
  summaryOf,
} from './fields.ts';
import { listingOf } from './pages.ts';
import { defineSite, type ListingPage, type PageContext, type StoryPage } from './site.ts';
import { storyOf } from './story-recipe.ts';
import { worksByLinks } from './works-by-links.ts';

/**
 * Standard Ebooks: public-domain books, each with a page of its own and its text in chapters or in one page. The texts
 * are XHTML, where names have namespaces; both ways of asking for them are tried.
 */
export const standardEbooks = defineSite({
  id: 'standard-ebooks',

  recognise({ pathname }) {
    if (/^\/ebooks\/[^/]+\/[^/]+\/.*text\/[^/]+$/.test(pathname))
      return APPARATUS.test(pathname) ? null : 'story';
    if (/^\/ebooks\/[^/]+\/[^/]+(?:\/[^/]+)*\/?$/.test(pathname))
      return /\/(?:downloads|text)\//.test(pathname) ? null : 'listing';
    return /^\/(?:ebooks|subjects|collections|authors)(?:\/|$)/.test(pathname) ? 'listing' : null;
  },

  read(context) {
    if (context.kind === 'story') return readText(context);
    return workOf(context.url) === null ? readShelf(context) : readBook(context);
  },
});

/** Parts of a book that are no story. */
const APPARATUS =
  /\/text\/(?:titlepage|imprint|colophon|uncopyright|halftitlepage.*|endnotes|loi|dedication|epigraph|toc)$/;

/** `author/title`, with the translator or illustrator where there is one. */
function workOf(url: URL): string | null {
  const path = pathPart(url, /^\/ebooks\/(.+?)(?:\/text\/[^/]+|\/text)?\/?$/);
  return path?.includes('/') ? path.slice(0, 200) : null;
}

const text = {
  text: [
    '[*|type~="chapter"]',
    'section[epub\\:type~="chapter"]',
    '[epub\\:type~="bodymatter"] section',
    'section[id^="chapter"], section[role="doc-chapter"]',
    'body > section',
    'main section, article section',
    'main, article',
  ],
  notText: [
    '[*|type~="endnotes"]',
    '[epub\\:type~="endnotes"]',
    '[epub\\:type~="noteref"]',
    'a[role="doc-noteref"]',
    'a[id^="noteref"]',
    'hgroup',
    'section > header',
    'section > h2, section > h3',
  ],
  next: ['a[rel~="next"]', 'link[rel="next"]', 'nav a[href*="chapter"]'],
  head: ['section h2', 'section hgroup', 'h1', 'h2'],
} as const;

function readText(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const single = /\/text\/single-page$/.test(url.pathname);
  const workId = workOf(url);
  const [author, title] = (workId ?? '').split('/');
  const heading = lineOf(find(document, ['section h2', 'section hgroup', 'header h2', 'h2']));
  return storyOf(context, text, {
    workId,
    facts: {
      chapterId: single ? null : asLine(pathPart(url, /\/text\/([^/]+)$/)),
      title:
        lineOf(find(document, ['h1[property="schema:name"]', '[*|type~="fulltitle"]', 'header h1'])) ??
        bookTitle(document, single) ??
        spelled(title),
      chapterTitle: single ? null : (asLine(pageTitle(document)) ?? heading),
      author:
        lineOf(
          find(document, ['a[property="schema:author"]', '[*|type~="z3998:author"]', 'a[itemprop="author"]']),
        ) ?? spelled(author),
      language: languageOf(document) ?? asLine(document.documentElement.getAttribute('xml:lang')),
      status: 'complete',
    },
  });
}

/** The head of the one-page text names the book, that of a chapter names the chapter. */
function bookTitle(document: Document, single: boolean): string | null {
  return single ? asLine(pageTitle(document)?.replace(/,? by .*$/i, '')) : null;
}

/** `mary-shelley` → `Mary Shelley`: an address is better than nothing. */
function spelled(slug: string | undefined): string | null {
  return asLine(
    slug
      ?.replace(/_/g, ', ')
      .replace(/-/g, ' ')
      .replace(/(?<=^|\s)\p{L}/gu, (letter) => letter.toUpperCase()),
  );
}

function readBook({ document, url, health }: PageContext): ListingPage | null {
  const workId = workOf(url);
  const head = find(document, ['article.ebook h1', 'h1[property="schema:name"]', 'h1']);
  if (workId === null || head === null) return listingOf([], health);
  const ease = lineOf(find(document, ['#reading-ease', '.reading-ease']));
  const facts: StoryFacts = {
    ...blankFacts(workId),
    title: lineOf(find(document, ['h1[property="schema:name"]', '[property="schema:name"]', 'h1'])),
    author: lineOf(
      find(document, [
        'a[property="schema:author"] [property="schema:name"]',
        'a[property="schema:author"]',
        '[property="schema:author"]',
      ]),
    ),
    tags: labelsOf(findAll(document, ['ul.tags a', 'ul.tags li'])),
    language: languageOf(document),
    status: 'complete',
    words:
      countOf(find(document, ['[property="schema:wordCount"]'])) ??
      statedCount(document) ??
      countIn(/([\d,]+) words/.exec(ease ?? '')?.[1]),
    summary: summaryOf(
      find(document, [
        '#description',
        'section#description',
        '[property="schema:description"]',
        'meta[name="description"]',
      ]),
    ),
  };
  if (facts.author === null) health.note('author', 'missing');
  const link = find(document, ['a[href$="/text/single-page"]', 'a[href*="/text"]']);
  return listingOf(
    [
      {
        facts,
        element: find(document, ['article.ebook', 'main']) ?? document.body,
        link,
        head,
        feedback: [],
      },
    ],
    health,
  );
}

function statedCount(document: Document): number | null {
  return countIn(find(document, ['[property="schema:wordCount"]'])?.getAttribute('content'));
}

function readShelf(context: PageContext): ListingPage | null {
  return worksByLinks(context, {
    workOf: (url) => (/\/(?:text|downloads)(?:\/|$)/.test(url.pathname) ? null : workOf(url)),
    item: ['li[typeof="schema:Book"]', 'ol.ebooks-list > li'],
    author: ['.author a', '.author', 'a[property="schema:author"]', '[property="schema:author"]'],
    tags: ['ul.tags a', 'ul.tags li'],
    facts: (item) => ({
      status: 'complete',
      words: countIn(/([\d,]+) words/.exec(lineOf(find(item, ['.details', '.word-count'])) ?? '')?.[1]),
    }),
  });
}

/*
Test URLs
https://standardebooks.org/ebooks/mary-shelley/frankenstein
https://standardebooks.org/ebooks/mary-shelley/frankenstein/text/chapter-1
https://standardebooks.org/ebooks/mary-shelley/frankenstein/text/single-page
https://standardebooks.org/ebooks?tags[]=adventure
*/
