import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import { find, findAll, labelsOf, lineOf, metaContent, pathPart, summaryOf } from './fields.ts';
import { editorOf, listingOf } from './pages.ts';
import { defineSite, type ListingPage, type PageContext, type StoryPage } from './site.ts';
import { storyOf } from './story-recipe.ts';
import { worksByLinks } from './works-by-links.ts';

/**
 * Webnovel. Chapters follow one another down one page as it is scrolled, and the address follows: of those that are
 * there, the one the address names is read.
 */
export const webnovel = defineSite({
  id: 'webnovel',

  recognise({ hostname, pathname }) {
    if (hostname.startsWith('inkstone.')) return 'editor';
    if (
      /^\/(?:book|[a-z]{2}\/book)\/[^/]*\d+\/[^/]*\d+\/?$/.test(pathname) &&
      !/\/(?:catalog|reviews)/.test(pathname)
    ) {
      return 'story';
    }
    if (/\/book\/[^/]*\d+(?:\/catalog)?\/?$/.test(pathname)) return 'listing';
    return /^\/(?:[a-z]{2}\/)?(?:stories|ranking|tags|search|category|profile|library)(?:\/|$)/.test(pathname)
      ? 'listing'
      : null;
  },

  read(context) {
    const { kind, document, health, url } = context;
    if (kind === 'editor') return editorOf(findAll(document, editors), health);
    if (kind === 'story') return readChapter(context);
    return BOOK.test(url.pathname) ? readBook(context) : readList(context);
  },
});

const editors = ['iframe[title^="Rich Text Area"]', 'iframe[id$="_ifr"]', '[contenteditable="true"]'];
const BOOK = /\/book\/(?:[^/]*_)?(\d+)/;

const headings = ['.cha-tit h1', '.cha-tit h3', 'h1'] as const;
/** The chapter's heading, within a part of the page. */
const headOf = (within: string) => {
  const own = headings.map((heading) => within + heading);
  return { chapterTitle: own, head: own };
};

const chapter = {
  title: [
    '.cha-hd-mn-text a',
    '.det-hd-detail h1, .det-hd-detail h2',
    'a[href*="/book/"][title]',
    '.det-hd-detail',
  ],
  author: [
    '.cha-tit a[href*="/profile/"]',
    '.cha-tit p a',
    '.det-hd-detail address a',
    'a[href*="/profile/"]',
  ],
  text: ['.cha-content .cha-words', '.cha-content', 'div.chapter_content'],
  notText: [
    'i.para-comment',
    '.para-comment',
    '.para-comment-num',
    '.cha-tit',
    '.j_para_comment',
    '.user-links-wrap',
  ],
  next: ['a[rel~="next"]', '.cha-bts a[title*="ext"]'],
  ...headOf(''),
} as const;

function readChapter(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const chapterId = pathPart(url, /\/book\/[^/]+\/(?:[^/]*_)?(\d+)\/?$/);
  const own = `.cha-content[data-cid="${chapterId}"]`;
  const isThere = find(document, [own]) !== null;
  const recipe = isThere ? { ...chapter, text: [`${own} .cha-words`, own], ...headOf(`${own} `) } : chapter;
  return storyOf(context, recipe, {
    workId: pathPart(url, BOOK),
    facts: {
      chapterId,
      tags: labelsOf(findAll(document, ['div.m-tags a', '.det-hd-detail a[href*="/stories/"]'])),
    },
  });
}

function readBook({ document, url, health }: PageContext): ListingPage | null {
  const workId = pathPart(url, BOOK);
  const head = find(document, ['.det-hd-detail h1', '.det-hd-detail h2', 'h1', '.det-hd-detail']);
  if (workId === null || head === null) return listingOf([], health);
  const facts = {
    ...blankFacts(workId),
    title: lineOf(head) ?? metaContent(document, ['og:title']),
    author: lineOf(
      find(document, ['.det-hd-detail address a', '.det-info a[href*="/profile/"]', 'a[href*="/profile/"]']),
    ),
    tags: labelsOf(findAll(document, ['div.m-tags a', 'a[href*="/tags/"]'])).map((tag) =>
      tag.replace(/^#\s*/, ''),
    ),
    language: document.documentElement.getAttribute('lang'),
    summary: summaryOf(find(document, ['.j_synopsis', '.det-abt', 'meta[property="og:description"]'])),
  };
  if (facts.author === null) health.note('author', 'missing');
  const link = find(document, ['.j_dropdown_read', 'a[href*="/book/"][href*="chapter"]', '.volume-item a']);
  return listingOf([{ facts, element: document.body, link, head, feedback: [] }], health);
}

function readList(context: PageContext): ListingPage | null {
  return worksByLinks(context, {
    workOf: (url) => (/\/book\/[^/]+\/?$/.test(url.pathname) ? pathPart(url, BOOK) : null),
    author: ['a[href*="/profile/"]', '.g_author', '.author'],
    tags: ['a[href*="/stories/"], a[href*="/tags/"]', '.g_tags a'],
    summary: ['.g_desc', 'p[class*="desc"]', 'p'],
  });
}

/*
Test URLs
https://www.webnovel.com/book/lord-of-mysteries_11022733006234505
https://www.webnovel.com/book/lord-of-mysteries_11022733006234505/crimson_29638329842586711
https://www.webnovel.com/stories/novel
*/
