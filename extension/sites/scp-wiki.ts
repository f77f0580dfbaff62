import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import {
  asLine,
  counters,
  countIn,
  find,
  findAll,
  labelsOf,
  languageOf,
  lineOf,
  linkUrl,
  metaContent,
  pageTitle,
  pick,
  pickText,
} from './fields.ts';
import { listingOf } from './pages.ts';
import {
  defineSite,
  type FeedbackControl,
  type ListedWork,
  type ListingPage,
  type PageContext,
  type StoryPage,
} from './site.ts';
import { readPassages } from './story-text.ts';

/**
 * The SCP Wiki, on Wikidot. Every page is an article written in wiki markup, so what is story and what is apparatus
 * (rating, credits, licence, navigation between entries) is told by the names of shared components. Which articles
 * are stories is told by their tags.
 */
export const scpWiki = defineSite({
  id: 'scp-wiki',

  recognise({ pathname }) {
    const slug = pathname.split('/')[1] ?? '';
    if (slug === '' || slug === 'forum') return null;
    if (/^system:page-tags$/.test(slug)) return 'listing';
    if (slug.includes(':') && !/^(?:adult|scp|tale):/.test(slug)) return null;
    return LISTINGS.test(slug) ? 'listing' : 'story';
  },

  read(context) {
    return context.kind === 'listing' ? readListing(context) : readArticle(context);
  },
});

const LISTINGS =
  /^(?:scp-series(?:-\d+)?(?:-tales-edition)?|scp-ex|joke-scps(?:-tales-edition)?|archived-scps|decommissioned-scps|scp-calendar|foundation-tales|top-rated-pages.*|lowest-rated-pages|new-pages.*|most-recently-(?:created|edited).*|goi-formats|series-archive|incident-reports-eye-witness-interviews-and-personal-logs|short-stories|random:.*|shortest-pages.*|tales-by-.*|.*-hub)$/;

/** Tags of pages that are no stories, unless one of the others says they are. */
const APPARATUS = new Set(
  'hub guide essential admin author artist news component theme resource archived-page fragment contest tagguide'.split(
    ' ',
  ),
);
const STORIES = new Set(
  'scp tale goi-format joke explained decommissioned supplement interview creepypasta'.split(' '),
);

const article = {
  title: ['#page-title', '.page-title', 'meta[property="og:title"]'],
  text: ['#page-content', '#main-content .page-content', '.page-content'],
  tags: ['.page-tags a', '#page-tags a', 'a[href*="/system:page-tags/tag/"]'],
  rating: ['.rate-points .number', '.prw54353', '.page-rate-widget-box .number'],
  rateBox: ['.page-rate-widget-box', '.rate-box'],
  cited: ['.licensebox', '.license-area', '#license-area'],
  notText: [
    '.page-rate-widget-box',
    '.rate-box-with-credit-button',
    '.rate-points',
    '.creditRate',
    '.creditRateStandalone',
    '.creditBottomRate',
    '.creditButton',
    '.info-container',
    '.authorbox',
    '.author-block',
    '#u-author_block',
    '#u-credit-view',
    '#u-credit-otherwise',
    '#u-adult-warning',
    '.authorlink-wrapper',
    '.modalbox',
    '.footer-wikiwalk-nav',
    '.licensebox',
    '.license-area',
    '.collapsible-block-folded',
    '.collapsible-block-unfolded-link',
    '.footnotes-footer',
    '.footnoteref',
    '.yui-nav',
    '#toc',
    '.page-tags',
    '.earthworm',
    '.odate',
    '.printuser',
    '.image-credit',
  ],
} as const;

function readArticle({ url, document, styles, health }: PageContext): StoryPage | null {
  const tags = labelsOf(findAll(document, article.tags)).filter((tag) => !tag.startsWith('_'));
  if (tags.some((tag) => APPARATUS.has(tag)) && !tags.some((tag) => STORIES.has(tag))) {
    health.note('page', 'unexpected');
    return null;
  }
  const notFound = find(document, ['#page-content > p#404-message', '#404-message', '.page-not-found']);
  const passages = notFound ? [] : readPassages(findAll(document, article.text), article.notText, styles);
  if (passages.length === 0) {
    health.note('text', find(document, article.text) ? 'empty' : 'missing', true);
    return null;
  }
  if (tags.length === 0) health.note('tags', 'missing');
  const votes = countRating(lineOf(pick(document, health, 'votes', article.rating)));
  const facts: StoryFacts = {
    ...blankFacts(slugOf(url)),
    title:
      pickText(document, health, 'title', article.title) ??
      asLine(pageTitle(document)?.replace(/\s+-\s+SCP Foundation$/i, '')),
    author: authorOf(document),
    tags,
    language: languageOf(document) ?? metaContent(document, ['content-language']),
    counters: counters({ votes }),
  };
  if (facts.author === null) health.note('author', 'missing');
  return {
    kind: 'story',
    facts,
    passages,
    head: find(document, ['#page-title', '.page-title']),
    feedback: readFeedback(document),
    next: nextEntry(document),
  };
}

function slugOf(url: URL): string {
  return (url.pathname.split('/')[1] ?? '').toLowerCase().slice(0, 200);
}

/** The rating is up-votes less down-votes; a count cannot say what is below zero. */
function countRating(text: string | null): number | null {
  return text === null || /^[-−–]/.test(text) ? null : countIn(text);
}

/** Authors stand in the credit components, or in the line by which the licence box says to cite the page. */
function authorOf(document: Document): string | null {
  const credited = find(document, [
    '.authorbox .author-name',
    '#u-author_block .author',
    '.author-block .author-name',
  ]);
  if (credited) return lineOf(credited)?.replace(/^by\s+/i, '') ?? null;
  const box = lineOf(find(document, article.cited)) ?? '';
  return asLine(/\bby\s+(.{1,120}?),\s+from the SCP Wiki/i.exec(box)?.[1]);
}

function readFeedback(document: Document): readonly FeedbackControl[] {
  const box = find(document, article.rateBox);
  const buttons = [
    { element: box?.querySelector('.rateup a') ?? null, on: true, value: 1 },
    { element: box?.querySelector('.ratedown a') ?? null, on: true, value: 0 },
    { element: box?.querySelector('.cancel a') ?? null, on: false, value: null },
  ];
  return buttons.flatMap(({ element, on, value }) =>
    element
      ? [{ act: 'rating' as const, element, event: 'click' as const, meaning: () => ({ on, value }) }]
      : [],
  );
}

/** `« SCP-172 | SCP-173 | SCP-174 »` */
function nextEntry(document: Document): Element | null {
  const links = findAll(document, ['.footer-wikiwalk-nav a[href]']);
  return links.length > 1 ? (links.at(-1) ?? null) : null;
}

function readListing({ url, document, health }: PageContext): ListingPage | null {
  const links = findAll(document, [
    '#page-content .pages-list-item .title a',
    '#page-content .pages-list-item a',
    '#page-content .list-pages-item a[href^="/"]',
    '#page-content .list-pages-box a[href^="/"]',
    '#page-content li > a[href^="/"]:first-child',
    '#page-content table a[href^="/"]',
  ]);
  const works = new Map<string, ListedWork>();
  for (const link of links) {
    const target = linkUrl(link, url);
    if (target === null || target.host !== url.host || scpWiki.recognise(target) !== 'story') continue;
    const workId = slugOf(target);
    const element = link.closest('.pages-list-item, .list-pages-item, li, tr') ?? link;
    // A row names the entry and, after a dash, what it is about.
    const row = lineOf(element);
    const title = element.localName === 'li' && row !== null && row.length < 160 ? row : lineOf(link);
    if (title === null || works.has(workId) || link.classList.contains('newpage')) continue;
    works.set(workId, {
      facts: { ...blankFacts(workId), title },
      element,
      link,
      head: link.parentElement ?? link,
      feedback: [],
    });
  }
  return listingOf([...works.values()], health);
}

/*
Test URLs
https://scp-wiki.wikidot.com/scp-173                        an entry
https://scp-wiki.wikidot.com/duke-till-dawn                 a tale
https://scp-wiki.wikidot.com/scp-series                     listing
https://scp-wiki.wikidot.com/system:page-tags/tag/horror    listing by tag
https://scp-wiki.wikidot.com/about-the-scp-foundation       no story
https://scpwiki.com/scp-3008
*/
