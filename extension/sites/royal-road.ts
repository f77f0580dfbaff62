import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import {
  asLabels,
  asLine,
  counters,
  countIn,
  find,
  findAll,
  labelsOf,
  languageOf,
  lineOf,
  linkUrl,
  pageTitle,
  pathPart,
  pickText,
  share,
  summaryOf,
} from './fields.ts';
import type { Health } from './health.ts';
import { editorOf, listingOf } from './pages.ts';
import {
  defineSite,
  type EditorPage,
  type FeedbackControl,
  type ListedWork,
  type ListingPage,
  type PageContext,
  type StoryPage,
} from './site.ts';
import { readPassages } from './story-text.ts';

/**
 * Royal Road. A redesign is under way, so most fields have alternatives for several designs. A fiction's own page
 * has its facts but none of its text: it is read as a listing of one work, with the controls to follow it.
 */
export const royalRoad = defineSite({
  id: 'royal-road',

  recognise({ pathname }) {
    if (/^\/fiction\/(?:\d+\/[^/]*\/)?chapter\/\d+/.test(pathname)) return 'story';
    if (/^\/fiction\/\d+(?:\/[^/]*)?\/?$/.test(pathname)) return 'listing';
    if (/^\/author-dashboard\/chapters\/(?:new|edit|editdraft)\//.test(pathname)) return 'editor';
    if (/^\/(?:fictions|my|profile|user)\/./.test(pathname)) return 'listing';
    return null;
  },

  read(context) {
    if (context.kind === 'story') return readChapter(context);
    if (context.kind === 'editor') return readEditor(context);
    return /^\/fiction\/\d+/.test(context.url.pathname) ? readFiction(context) : readList(context);
  },
});

const chapter = {
  fictionLink: ['.fic-header a[href*="/fiction/"]', 'a[href*="/fiction/"]:not([href*="/chapter/"])'],
  title: ['.fic-header h2', 'h2.font-white', 'a[href*="/fiction/"][class*="title"]'],
  chapterTitle: ['.fic-header h1', 'h1.font-white', 'h1'],
  author: [
    '.fic-header a[href*="/profile/"]',
    ':is(h2, h3, h4) a[href*="/profile/"]',
    'meta[property="books:author"]',
  ],
  text: ['.chapter-inner', '[class*="chapter-content"]', 'main article'],
  notText: ['.author-note-portlet', '.author-note', '.nav-buttons', '.chapter-nav', '.portlet-title'],
  next: [
    'a[href*="/chapter/"]:has(> i.fa-chevron-double-right)',
    'a[href*="/chapter/"][rel~="next"]',
    'link[rel="next"][href*="/chapter/"]',
  ],
  nextByWords: ['.nav-buttons a[href*="/chapter/"]', 'main a[href*="/chapter/"]'],
} as const;

const fiction = {
  title: ['.fic-header h1', 'h1', 'meta[property="og:title"]'],
  author: ['.fic-header a[href*="/profile/"]', 'h4 a[href*="/profile/"]', 'meta[property="books:author"]'],
  tags: ['a.fiction-tag', 'a[href*="tagsAdd="]'],
  warnings: ['.font-red-sunglo + ul li', '.fiction-info ul.list-inline li'],
  labels: ['.fiction-info .label', '.label'],
  /** One design words all in a line: `Ongoing · Fantasy · Adventure`. */
  labelLine: ['.portlet .font-red-sunglo.text-center'],
  summary: ['.description .hidden-content', '.description', 'meta[property="og:description"]'],
  chapterRows: ['#chapters tbody tr', '.chapter-row'],
  statistics: ['.fiction-stats', '.stats-content'],
  follow: ['form[action*="/fictions/setbookmark/"]'],
} as const;

const listed = {
  item: ['.fiction-list-item', '.fiction-list > .row', 'article:has(a[href*="/fiction/"])'],
  link: ['.fiction-title a[href*="/fiction/"]', ':is(h2, h3) a[href*="/fiction/"]'],
  heading: ['.fiction-title', 'h2', 'h3'],
} as const;

function readChapter({ url, document, styles, health }: PageContext): StoryPage | null {
  const passages = readPassages(findAll(document, chapter.text), chapter.notText, styles);
  if (passages.length === 0) {
    health.note('text', find(document, chapter.text) ? 'empty' : 'missing', true);
    return null;
  }
  const fictionUrl = linkUrl(find(document, chapter.fictionLink), url);
  const workId =
    pathPart(url, /^\/fiction\/(\d+)/) ?? (fictionUrl && pathPart(fictionUrl, /^\/fiction\/(\d+)/));
  if (workId === null) {
    health.note('workId', 'missing', true);
    return null;
  }
  const named = chapterPageTitle(document);
  const facts: StoryFacts = {
    ...blankFacts(workId),
    chapterId: pathPart(url, /\/chapter\/(\d+)/),
    title: pickText(document, health, 'title', chapter.title) ?? named.title,
    chapterTitle: pickText(document, health, 'chapterTitle', chapter.chapterTitle) ?? named.chapter,
    author: pickText(document, health, 'author', chapter.author),
    tags: labelsOf(findAll(document, fiction.tags)),
    language: languageOf(document),
  };
  return {
    kind: 'story',
    facts,
    passages,
    head: find(document, chapter.chapterTitle),
    feedback: readFeedback(document),
    next: find(document, chapter.next) ?? nextByWords(document),
  };
}

/** `Chapter - Fiction | Royal Road` */
function chapterPageTitle(document: Document): { title: string | null; chapter: string | null } {
  const parts = (pageTitle(document) ?? '').replace(/\s*\|\s*Royal Road\s*$/i, '').split(' - ');
  if (parts.length < 2) return { title: null, chapter: null };
  return { title: asLine(parts.at(-1)), chapter: asLine(parts.slice(0, -1).join(' - ')) };
}

function nextByWords(document: Document): Element | null {
  return findAll(document, chapter.nextByWords).find((link) => /^next\b/i.test(lineOf(link) ?? '')) ?? null;
}

const followKinds = new Map<string, FeedbackControl['act']>([
  ['follow', 'follow'],
  ['favorite', 'favourite'],
  ['readlater', 'bookmark'],
]);

/** Each act is a form with its kind in a hidden field; the same form takes the act back. */
function readFeedback(document: Document): readonly FeedbackControl[] {
  return findAll(document, fiction.follow).flatMap((form) => {
    const kind = form.querySelector('input[name="type"]')?.getAttribute('value') ?? '';
    const act = followKinds.get(kind.toLowerCase());
    const element = form.querySelector('button, [type="submit"]');
    if (act === undefined || element === null) return [];
    return [
      { act, element, event: 'click' as const, meaning: () => ({ on: isTurningOn(form), value: null }) },
    ];
  });
}

function isTurningOn(form: Element): boolean {
  return !/^false$/i.test(form.querySelector('input[name="mark"]')?.getAttribute('value') ?? '');
}

function readFiction({ url, document, health }: PageContext): ListingPage | null {
  const workId = pathPart(url, /^\/fiction\/(\d+)/);
  const head = find(document, ['.fic-header h1', 'h1', '.description']);
  const link = find(document, ['a[href*="/fiction/"][href*="/chapter/"]']);
  if (workId === null || head === null) return listingOf([], health);
  const facts = fictionFacts(workId, document, health);
  return listingOf([{ facts, element: document.body, link, head, feedback: readFeedback(document) }], health);
}

function fictionFacts(workId: string, document: Document, health: Health): StoryFacts {
  const labels = labelsOf(findAll(document, fiction.labels));
  const line = (lineOf(find(document, fiction.labelLine)) ?? '').split('·');
  const inLine = line.length > 1 ? asLabels(line) : [];
  const tags = labelsOf(findAll(document, fiction.tags));
  const statistics = find(document, fiction.statistics);
  return {
    ...blankFacts(workId),
    title:
      pickText(document, health, 'title', fiction.title) ??
      asLine(pageTitle(document)?.replace(/\s*\|\s*Royal Road\s*$/i, '')),
    author: pickText(document, health, 'author', fiction.author),
    tags: tags.length > 0 ? tags : inLine.filter((label) => statusOf([label]) === null),
    warnings: inLine.length > 0 ? [] : labelsOf(findAll(document, fiction.warnings)),
    language: languageOf(document),
    status: statusOf([...labels, ...inLine]),
    words: statedWords(document),
    chapters: findAll(document, fiction.chapterRows).length || null,
    counters: fictionCounters(document, statistics),
    summary: summaryOf(find(document, fiction.summary)),
  };
}

const statuses = new Map<string, StoryFacts['status']>([
  ['completed', 'complete'],
  ['ongoing', 'ongoing'],
  ['hiatus', 'hiatus'],
  ['stub', 'stub'],
]);

function statusOf(labels: readonly string[]): StoryFacts['status'] {
  const known = labels.find((label) => statuses.has(label.toLowerCase()));
  return statuses.get(known?.toLowerCase() ?? '') ?? null;
}

/** The tooltip beside the page count says `… calculated from 823,146 words.` */
function statedWords(document: Document): number | null {
  const tooltip = find(document, ['[data-content*=" words"]'])?.getAttribute('data-content');
  return countIn(/([\d,.]+) words(?! per)/.exec(tooltip ?? '')?.[1]);
}

/** Statistics are a list of label and value in turn. */
function fictionCounters(document: Document, statistics: Element | null): StoryFacts['counters'] {
  const cells = statistics ? findAll(statistics, ['li']).map((cell) => lineOf(cell) ?? '') : [];
  const after = (label: RegExp): number | null => {
    const index = cells.findIndex((cell) => label.test(cell));
    return index < 0 ? null : countIn(cells[index + 1]);
  };
  return counters({
    hits: after(/^total views/i),
    followers: after(/^followers/i),
    favourites: after(/^favou?rites/i),
    votes: after(/^ratings/i),
    meanRating: meanRating(document),
  });
}

/** Stars are drawn; their number stands in a label for those who cannot see them, or in a tooltip. */
function meanRating(scope: ParentNode): number | null {
  const star = find(scope, [
    'meta[property="books:rating:value"]',
    '[aria-label*=" of 5"]',
    '[data-content*="/ 5"]',
    '.star[title]',
  ]);
  const written = ['content', 'aria-label', 'data-content', 'title'].map((name) => star?.getAttribute(name));
  const stars = /\d+(?:\.\d+)?/.exec(written.join(' '))?.[0];
  return stars === undefined ? null : share(Number(stars), 5);
}

function readList({ url, document, health }: PageContext): ListingPage | null {
  return listingOf(
    findAll(document, listed.item).map((item) => readItem(item, url, health)),
    health,
  );
}

function readItem(item: Element, url: URL, health: Health): ListedWork | null {
  const link = find(item, listed.link);
  const target = linkUrl(link, url);
  const workId = target && pathPart(target, /^\/fiction\/(\d+)/);
  if (!workId || link === null) return null;
  const numbers = statistics(item);
  const facts: StoryFacts = {
    ...blankFacts(workId),
    title: pickText(item, health, 'title', listed.link),
    author: lineOf(find(item, ['.author', 'a[href*="/profile/"]'])),
    tags: labelsOf(findAll(item, fiction.tags)),
    status: statusOf(labelsOf(findAll(item, ['.label']))),
    chapters: numbers('chapter'),
    counters: counters({
      followers: numbers('follower'),
      hits: numbers('view'),
      meanRating: meanRating(item),
    }),
    summary: summaryOf(find(item, ['[id^="description-"]', '.fiction-description'])),
  };
  return { facts, element: item, link, head: find(item, listed.heading) ?? link, feedback: [] };
}

/** Numbers of an item such as `12,345 Followers`, found by their noun. */
function statistics(item: Element): (noun: string) => number | null {
  const cells = findAll(item, ['.stats span, .stats div', '.stats']).map((cell) => lineOf(cell) ?? '');
  return (noun) => {
    const cell = cells.find((text) => new RegExp(`^[\\d,.]+[km]? ${noun}s?$`, 'i').test(text));
    return cell === undefined ? null : countIn(cell);
  };
}

function readEditor({ document, health }: PageContext): EditorPage | null {
  const fields = ['#contentEditor_ifr, #contentEditor', 'textarea[name="Content"]'];
  return editorOf(findAll(document, fields), health);
}

/*
Test URLs
https://www.royalroad.com/fiction/21220/mother-of-learning
https://www.royalroad.com/fiction/21220/mother-of-learning/chapter/301778/1-good-morning-brother
https://www.royalroad.com/fictions/best-rated
https://www.royalroad.com/fictions/search?title=tower
https://www.royalroad.com/my/follows
*/
