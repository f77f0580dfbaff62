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
  pageTitle,
  pathPart,
  share,
  summaryOf,
} from './fields.ts';
import { editorOf, listingOf } from './pages.ts';
import { defineSite, type ListingPage, type PageContext } from './site.ts';
import { storyOf } from './story-recipe.ts';
import { worksByLinks } from './works-by-links.ts';

/** Scribble Hub. A series' own page has its facts and no text: it is read as a listing of one work. */
export const scribbleHub = defineSite({
  id: 'scribble-hub',

  recognise({ pathname }) {
    if (/^\/read\/\d+[^/]*\/chapter\/\d+/.test(pathname)) return 'story';
    if (/^\/series\/\d+/.test(pathname)) return 'listing';
    if (/^\/(?:addchapter|editchapter)\//.test(pathname)) return 'editor';
    if (
      /^\/(?:series-finder|series-ranking|latest-series|genre|tag|profile|reading-list)(?:\/|$)/.test(
        pathname,
      )
    ) {
      return 'listing';
    }
    return null;
  },

  read(context) {
    const { document, health, url } = context;
    if (context.kind === 'editor') return editorOf(findAll(document, editors), health);
    if (context.kind === 'story') return readChapter(context);
    return /^\/series\/\d+/.test(url.pathname) ? readSeries(context) : readList(context);
  },
});

const editors = [
  'iframe[id^="edit_mycontent"], textarea[id^="edit_mycontent"]',
  'iframe[id$="_ifr"]',
  'textarea[name="content"]',
];

const chapter = {
  title: [
    '.chp_byauthor a[href*="/series/"]',
    '.fic_title',
    'a.fic_title',
    'a[href*="/series/"][title]',
    'a[href*="/series/"]',
  ],
  chapterTitle: ['.chapter-title', 'h1'],
  author: ['.auth_name_fic', '.chp_byauthor a[href*="/profile/"]', 'a[href*="/profile/"]'],
  text: ['#chp_raw', '.chp_raw', '#chp_contents'],
  notText: [
    '.wi_authornotes',
    '.wi_news',
    '.wi_news_title',
    '.sp-wrap',
    '.chapter_stats',
    '.prenext',
    '.nav_chp_fi',
    '[class^="ad_"]',
    '.modern-footnotes-footnote__note',
  ],
  next: ['a.btn-next:not(.disabled)', 'a[rel~="next"]'],
  head: ['.chapter-title', 'h1'],
} as const;

const series = {
  title: ['.fic_title', 'h1', 'meta[property="og:title"]'],
  author: ['.auth_name_fic', 'a[href*="/profile/"]'],
  tags: ['a.fic_genre, .wi_fic_showtags a.stag', '[property="genre"]', 'a.stag'],
  warnings: ['ul.ul_rate_expand a'],
  summary: ['.wi_fic_desc', 'meta[property="og:description"]'],
} as const;

function readChapter(context: PageContext) {
  const { document, url } = context;
  const link = linkUrl(find(document, ['a[href*="/series/"]']), url);
  // `Chapter 42: The Long Road | Ashes of the Ninth Gate | Scribble Hub`
  const parts = (pageTitle(document) ?? '').split('|').map((part) => part.trim());
  const named = parts.length >= 3 ? parts.at(-2) : null;
  return storyOf(context, chapter, {
    workId: pathPart(url, /^\/read\/(\d+)/) ?? (link && pathPart(link, /^\/series\/(\d+)/)),
    facts: {
      chapterId: pathPart(url, /\/chapter\/(\d+)/),
      title: lineOf(find(document, chapter.title)) ?? asLine(named),
      tags: labelsOf(findAll(document, series.tags)),
    },
  });
}

function readSeries({ document, url, health }: PageContext): ListingPage | null {
  const workId = pathPart(url, /^\/series\/(\d+)/);
  const head = find(document, ['.fic_title', 'h1']);
  if (workId === null || head === null) return listingOf([], health);
  const facts: StoryFacts = {
    workId,
    chapterId: null,
    chapterTitle: null,
    title: lineOf(find(document, series.title)),
    author: lineOf(find(document, series.author)),
    tags: labelsOf(findAll(document, series.tags)),
    fandoms: labelsOf(findAll(document, ['.wi_fic_fandom a', 'a[href*="/fandom/"]'])),
    warnings: labelsOf(findAll(document, series.warnings)),
    rating: null,
    language: document.documentElement.getAttribute('lang'),
    status: statusOf(
      lineOf(find(document, ['.widget_fic_similar .rnd_stats', '.fic_status', 'ul.fic_stats'])),
    ),
    words: null,
    chapters:
      countIn(lineOf(find(document, ['.cnt_toc']))) ?? (findAll(document, ['a.toc_a']).length || null),
    counters: numbersOf(document),
    summary: summaryOf(find(document, series.summary)),
  };
  if (facts.author === null) health.note('author', 'missing');
  const link = find(document, ['.read_buttons a[href*="/chapter/"]', 'a.toc_a', 'a[href*="/chapter/"]']);
  return listingOf([{ facts, element: document.body, link, head, feedback: [] }], health);
}

function readList(context: PageContext): ListingPage | null {
  return worksByLinks(context, {
    workOf: (url) => pathPart(url, /^\/series\/(\d+)/),
    item: ['.search_main_box', '.wi_fic_table', 'li.fic_row'],
    author: ['a[href*="/profile/"]', '.auth_name_fic', '.a_un_st'],
    tags: ['a.fic_genre', '[property="genre"]', 'a[href*="/genre/"]'],
    summary: ['.search_body .fic_desc', '.wi_fic_desc'],
    facts: (item) => ({
      status: statusOf(lineOf(item)),
      chapters: numberBefore(item, 'chapters?'),
      words: numberBefore(item, 'words?'),
      counters: numbersOf(item),
    }),
  });
}

function numbersOf(scope: ParentNode): StoryFacts['counters'] {
  const stars = find(scope, [
    '.search_ratings',
    '#ratefic_user span',
    '.fic_rate',
    '[itemprop="ratingValue"]',
  ]);
  const mean = /\d+(?:\.\d+)?/.exec(lineOf(stars) ?? '')?.[0];
  return counters({
    hits: numberBefore(scope, '(?:total )?views?'),
    favourites: numberBefore(scope, 'favorites?'),
    followers: numberBefore(scope, 'readers?'),
    votes: numberBefore(scope, 'ratings?'),
    meanRating: mean === undefined ? null : share(Number(mean), 5),
  });
}

/** `12.3k Views`, each number in an element of its own. */
function numberBefore(scope: ParentNode, noun: string): number | null {
  const expression = new RegExp(`^[\\d,.]+[km]?\\s*(?:total\\s+)?${noun}\\b`, 'i');
  const cell = findAll(scope, ['.st_item, .nl_stat, .fic_stats span, .search_stats span'])
    .map((element) => lineOf(element) ?? '')
    .find((text) => expression.test(text));
  return cell === undefined ? null : countIn(cell);
}

function statusOf(text: string | null): StoryFacts['status'] {
  if (text === null) return null;
  if (/\bcompleted?\b/i.test(text)) return 'complete';
  if (/\bongoing\b/i.test(text)) return 'ongoing';
  return /\bhiatus\b/i.test(text) ? 'hiatus' : null;
}

/*
Test URLs
https://www.scribblehub.com/series/10700/the-dragon-of-the-tower/
https://www.scribblehub.com/read/10700-the-dragon-of-the-tower/chapter/10703/
https://www.scribblehub.com/series-ranking/
https://www.scribblehub.com/series-finder/?sf=1
*/
