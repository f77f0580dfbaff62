import type { StoryFacts } from '../../shared/protocol/page.ts';
import {
  asLine,
  counters,
  countIn,
  find,
  findAll,
  labelsOf,
  lineOf,
  linkUrl,
  metaContent,
  pathPart,
  summaryOf,
} from './fields.ts';
import { editorOf, listingOf } from './pages.ts';
import {
  defineSite,
  type FeedbackControl,
  type ListingPage,
  type PageContext,
  type StoryPage,
} from './site.ts';
import { storyOf } from './story-recipe.ts';
import { worksByLinks } from './works-by-links.ts';

/** Wattpad. Most of its class names are hashes that change with every build: they come last among the alternatives. */
export const wattpad = defineSite({
  id: 'wattpad',

  // A part comes page by page as it is scrolled, and the address counts them.
  placeOf: ({ href }) => href.replace(/\/page\/\d+/, ''),

  recognise({ pathname }) {
    if (/^\/myworks\/\d+\/write\/\d+/.test(pathname) || /^\/write\/story\//.test(pathname)) return 'editor';
    if (/^\/\d+(?:-[^/]*)?(?:\/page\/\d+)?\/?$/.test(pathname)) return 'story';
    if (/^\/story\/\d+/.test(pathname)) return 'listing';
    return /^\/(?:stories|search|list|user|home|featured|tags)(?:\/|$)/.test(pathname) ? 'listing' : null;
  },

  read(context) {
    const { kind, document, health, url } = context;
    if (kind === 'editor') return editorOf(findAll(document, editors), health);
    if (kind === 'story') return readPart(context);
    return /^\/story\/\d+/.test(url.pathname) ? readStory(context) : readList(context);
  },
});

const editors = [
  '.story-editor [contenteditable="true"], .story-editor[contenteditable]',
  '[contenteditable="true"]',
];

const part = {
  title: [
    '.story-info .title',
    'div.story-info span.sr-only',
    '#funbar-story h2.title',
    '.toc-header .title',
    'a[href*="/story/"] h2',
  ],
  chapterTitle: ['h1.h2', 'header h1', 'h1'],
  author: [
    'a[href^="/user/"][class*="on-navigate"]',
    '.author-info a[href*="/user/"]',
    'a[href*="/user/"]',
    'div.af6dp a',
  ],
  tags: ['.tag-items a', 'a[href*="/stories/"][class*="tag"]', 'div._9c7jH a'],
  text: [
    '[data-page-number] p[data-p-id]',
    '.page.highlighter p[data-p-id]',
    'p[data-p-id]',
    '.page.highlighter pre',
    '.page.highlighter',
  ],
  notText: ['.num-comment', '.comment-marker', '.component-wrapper', '[class*="comment"]'],
  next: ['a.next-part-link', '#story-part-navigation a[href*="next"]', 'a[rel~="next"]', 'link[rel="next"]'],
  nextByWords: ['a.on-navigate[href]', 'main a[href], .part-navigation a'],
  head: ['h1.h2', 'header h1', 'h1'],
} as const;

function readPart(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const partId = pathPart(url, /^\/(\d+)/);
  const link = linkUrl(find(document, ['a[href*="/story/"]']), url);
  const heading = lineOf(find(document, part.chapterTitle));
  // `The Forty-First Step - What the Ledger Said` in the page's head.
  const named = metaContent(document, ['og:title'])?.replace(/\s*-\s*Wattpad$/i, '') ?? null;
  const own =
    heading !== null && named?.endsWith(` - ${heading}`) ? named.slice(0, -heading.length - 3) : null;
  return storyOf(context, part, {
    workId: (link && pathPart(link, /\/story\/(\d+)/)) ?? partId,
    facts: {
      chapterId: partId,
      title: lineOf(find(document, part.title)) ?? asLine(own),
      rating: isMature(document) ? 'Mature' : null,
      counters: numbersOf(document),
    },
    feedback: readFeedback(document),
  });
}

function isMature(document: Document): boolean {
  return find(document, ['.mature-tag', '[class*="mature"]']) !== null;
}

function numbersOf(scope: ParentNode): StoryFacts['counters'] {
  const of = (names: readonly string[]): number | null => countIn(lineOf(find(scope, names)));
  return counters({
    hits: of(['.reads', '[data-tooltip*="Reads"]', '.read-count', '.stats-item:nth-child(1) .stats-value']),
    kudos: of(['.votes', '[data-tooltip*="Votes"]', '.vote-count', '.stats-item:nth-child(2) .stats-value']),
    comments: of(['.comments', '.comment-count']),
  });
}

function readFeedback(document: Document): readonly FeedbackControl[] {
  const isOn = (element: Element): boolean =>
    element.getAttribute('aria-pressed') === 'true' ||
    /\b(?:voted|active)\b/.test(element.getAttribute('class') ?? '');
  const control = (act: FeedbackControl['act'], names: readonly string[]): FeedbackControl[] => {
    const element = find(document, names);
    if (element === null) return [];
    return [{ act, element, event: 'click', meaning: (used) => ({ on: !isOn(used), value: null }) }];
  };
  return [
    ...control('like', ['.btn-vote', 'button[data-vote]', 'button[aria-label^="Vote"]']),
    ...control('bookmark', ['.btn-library', 'button[aria-label*="ibrary"]', '.add-to-library']),
  ];
}

function readStory({ document, url, health }: PageContext): ListingPage | null {
  const workId = pathPart(url, /^\/story\/(\d+)/);
  const head = find(document, [
    '.story-info .title, .story-info__title',
    'div.story-info span.sr-only',
    'h1',
  ]);
  if (workId === null || head === null) return listingOf([], health);
  const numbers = numbersOf(document);
  const facts: StoryFacts = {
    workId,
    chapterId: null,
    chapterTitle: null,
    title: lineOf(head) ?? metaContent(document, ['og:title']),
    author: lineOf(find(document, part.author)),
    tags: labelsOf(findAll(document, ['.tag-items a', ...part.tags.slice(1)])),
    fandoms: [],
    warnings: [],
    rating: isMature(document) ? 'Mature' : null,
    language: document.documentElement.getAttribute('lang'),
    status: statusOf(document),
    words: null,
    chapters:
      findAll(document, ['.table-of-contents li', '.story-parts li', 'a.story-parts__part']).length || null,
    counters: numbers,
    summary: summaryOf(
      find(document, ['.description-text', '.description pre', 'meta[property="og:description"]']),
    ),
  };
  if (facts.author === null) health.note('author', 'missing');
  const link = findAll(document, ['a[href]']).find((candidate) => {
    const target = linkUrl(candidate, url);
    return target !== null && /^\/\d+-/.test(target.pathname);
  });
  return listingOf(
    [{ facts, element: document.body, link: link ?? null, head, feedback: readFeedback(document) }],
    health,
  );
}

function statusOf(document: Document): StoryFacts['status'] {
  const badge = lineOf(find(document, ['.story-badges', '.completed', '[class*="badge"]'])) ?? '';
  if (/\bcompleted?\b/i.test(badge)) return 'complete';
  return /\bongoing\b/i.test(badge) ? 'ongoing' : null;
}

function readList(context: PageContext): ListingPage | null {
  return worksByLinks(context, {
    workOf: (url) => pathPart(url, /^\/story\/(\d+)/),
    item: ['.browse-story-item', '.story-card', '.list-group-item'],
    author: ['.username', 'a[href*="/user/"]'],
    tags: ['.tag-items a', 'a[href*="/stories/"]', '.tag-item'],
    summary: ['.description', '.story-description'],
    facts: (item) => ({
      chapters: countIn(lineOf(find(item, ['.part-count', '.parts']))),
      counters: numbersOf(item),
    }),
  });
}

/*
Test URLs
https://www.wattpad.com/story/7345346-the-hoodie-girl
https://www.wattpad.com/28520263-the-hoodie-girl-prologue
https://www.wattpad.com/28520263-the-hoodie-girl-prologue/page/2
https://www.wattpad.com/stories/mystery
*/
