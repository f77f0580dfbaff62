import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import {
  asLabels,
  asLine,
  counters,
  countIn,
  countOf,
  find,
  findAll,
  labelsOf,
  lineOf,
  linkUrl,
  pageTitle,
  pathPart,
  pick,
  pickText,
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
 * Archive of Our Own, and archives that run the same software (otwarchive).
 * Its views are public, so these selectors are certain: app/views/works, chapters, bookmarks, kudos.
 */
export const ao3 = defineSite({
  id: 'ao3',

  recognise({ pathname }) {
    if (/\/works\/(?:new|\d+\/edit|\d+\/chapters\/new)(?:\/|$)/.test(pathname)) return 'editor';
    if (/\/chapters\/\d+\/edit(?:\/|$)/.test(pathname)) return 'editor';
    if (/\/works\/\d+(?:\/chapters\/\d+)?\/?$/.test(pathname)) return 'story';
    if (/^\/chapters\/\d+\/?$/.test(pathname)) return 'story';
    if (/\/works\/\d+\//.test(pathname)) return null;
    if (/\/(?:works|bookmarks|readings|gifts|search)(?:\/search)?\/?$/.test(pathname)) return 'listing';
    if (/^\/(?:series\/\d+|users\/[^/]+(?:\/pseuds\/[^/]+)?|collections\/[^/]+)\/?$/.test(pathname)) {
      return 'listing';
    }
    return null;
  },

  read(context) {
    if (context.kind === 'editor') return readEditor(context);
    return context.kind === 'listing' ? readListing(context) : readWork(context);
  },
});

const work = {
  title: ['#workskin h2.title', 'h2.title.heading', '#workskin h2'],
  byline: ['#workskin .byline', '.byline.heading'],
  authors: ['.byline a[rel~="author"]', '#workskin a[rel~="author"]'],
  meta: ['dl.work.meta', 'dl.meta', '.wrapper dl'],
  stats: ['dl.stats', 'dl.work.meta'],
  summary: ['#workskin > .preface .summary .userstuff', '.preface .summary blockquote'],
  chapter: ['#chapters > .chapter', 'div.chapter[id^="chapter-"]'],
  chapterTitle: ['.preface h3.title', 'h3.title'],
  text: [
    '#chapters .userstuff[role="article"]',
    '#chapters .userstuff.module',
    '#chapters > .userstuff',
    '#chapters .userstuff:not(blockquote)',
    '#workskin .userstuff:not(blockquote)',
    '[role="article"] .userstuff:not(blockquote)',
    '#chapters',
  ],
  /** The archive's own parts within a chapter. A writer's classes are theirs: a bare `.notes` may be story. */
  notText: ['.landmark', '.preface', '.notes.module', '.summary.module', '.end.notes'],
  next: ['li.chapter.next a[href]'],
  subscribe: ['li.subscribe form', 'form[action*="/subscriptions"]'],
  kudos: ['#kudo_submit', '#new_kudo [type="submit"]'],
  bookmark: ['#bookmark-form form [type="submit"]', '#new_bookmark [type="submit"]'],
} as const;

function readWork({ url, document, styles, health }: PageContext): StoryPage | null {
  const passages = readPassages(textRoots(document), work.notText, styles);
  if (passages.length === 0) {
    // An adult-content warning, a locked work's login page, a deleted work, or an empty chapter.
    health.note('text', find(document, ['#chapters', '#workskin']) ? 'empty' : 'missing', true);
    return null;
  }
  const workId = workIdOf(url, document);
  if (workId === null) {
    health.note('workId', 'missing', true);
    return null;
  }
  const head = pick(document, health, 'title', work.title);
  return {
    kind: 'story',
    facts: workFacts(url, workId, document, health),
    passages,
    head,
    feedback: workFeedback(document),
    next: find(document, work.next) ?? nextAtFoot(document),
  };
}

function textRoots(document: Document): readonly Element[] {
  const roots = findAll(document, work.text);
  // Summaries, notes and comments are `.userstuff` too.
  return roots.filter((root) => root.closest('.preface, .notes.module, .summary.module, #feedback') === null);
}

function workFacts(url: URL, workId: string, document: Document, health: Health): StoryFacts {
  const meta = find(document, work.meta) ?? document;
  const stats = find(document, work.stats) ?? document;
  const fromTitle = titleParts(document);
  const chapters = findAll(document, work.chapter);
  const only = chapters.length === 1 ? (chapters[0] ?? null) : null;
  const chapterHeading = only && find(only, work.chapterTitle);
  const progress = pickText(stats, health, 'chapters', ['dd.chapters']);
  return {
    ...blankFacts(workId),
    chapterId: pathPart(url, /\/chapters\/(\d+)/) ?? chapterIdOf(chapterHeading, url),
    title: pickText(document, health, 'title', work.title) ?? fromTitle.title,
    chapterTitle: lineOf(chapterHeading),
    author: authorOf(document, work.authors, work.byline) ?? fromTitle.author ?? missing(health, 'author'),
    tags: labelsOf(
      findAll(meta, [
        'dd.category a.tag, dd.relationship a.tag, dd.character a.tag, dd.freeform a.tag',
        'dd.category li, dd.relationship li, dd.character li, dd.freeform li',
      ]),
    ),
    fandoms: labelsOf(findAll(meta, ['dd.fandom a.tag', 'dd.fandom li', 'dd.fandom'])),
    warnings: labelsOf(findAll(meta, ['dd.warning a.tag', 'dd.warning li', 'dd.warning'])),
    rating: pickText(meta, health, 'rating', ['dd.rating a.tag', 'dd.rating']),
    language: pickText(meta, health, 'language', ['dd.language']),
    status: statusOf(progress),
    words: countOf(pick(stats, health, 'words', ['dd.words'])),
    chapters: countIn(progress),
    counters: statCounters(stats),
    summary: summaryOf(find(document, work.summary)),
  };
}

/** `Work - Chapter 3 - Author - Fandom [Archive of Our Own]`, for pages whose headings are gone. */
function titleParts(document: Document): { title: string | null; author: string | null } {
  const parts = (pageTitle(document) ?? '').replace(/\s*\[[^[\]]*\]$/, '').split(' - ');
  if (parts.length < 3) return { title: null, author: null };
  const chapter = parts.findIndex((part, index) => index > 0 && /^Chapter \d+$/.test(part));
  const end = chapter > 0 ? chapter : parts.length - 2;
  return {
    title: asLine(parts.slice(0, end).join(' - ')),
    author: asLine(parts[chapter > 0 ? chapter + 1 : parts.length - 2]),
  };
}

function missing(health: Health, field: string): null {
  health.note(field, 'missing');
  return null;
}

/** Names of all who signed the work; an anonymous one has a byline without a link. */
function authorOf(scope: ParentNode, names: readonly string[], byline: readonly string[]): string | null {
  const signed = labelsOf(findAll(scope, names));
  if (signed.length > 0) return asLine(signed.join(', '));
  return lineOf(find(scope, byline))?.replace(/^by\s+/i, '') ?? null;
}

/** `5/5` is complete, `5/?` and `5/7` are not. */
function statusOf(progress: string | null): StoryFacts['status'] {
  const [, posted, planned] = /([\d,]+)\s*\/\s*([\d,]+|\?)/.exec(progress ?? '') ?? [];
  if (posted === undefined || planned === undefined) return null;
  return posted === planned ? 'complete' : 'ongoing';
}

function statCounters(stats: ParentNode): StoryFacts['counters'] {
  const counted = (name: string): number | null => countOf(find(stats, [`dd.${name}`]));
  return counters({
    kudos: counted('kudos'),
    hits: counted('hits'),
    bookmarks: counted('bookmarks'),
    comments: counted('comments'),
  });
}

/** Ids of other archives get their host, since all of them count from 1. */
function siteWorkId(id: string | null, url: URL): string | null {
  if (id === null) return null;
  return url.hostname.endsWith('archiveofourown.org') ? id : `${url.hostname}:${id}`;
}

/** `/chapters/7` alone does not say which work; links of the page do. */
function workIdOf(url: URL, document: Document): string | null {
  const link = find(document, ['.preface h3.title a[href*="/works/"]', 'li.chapter a[href*="/works/"]']);
  const linked = linkUrl(link, url);
  const id = pathPart(url, /\/works\/(\d+)/) ?? (linked && pathPart(linked, /\/works\/(\d+)/));
  return siteWorkId(id, url);
}

function chapterIdOf(heading: Element | null, url: URL): string | null {
  const linked = heading && linkUrl(heading.querySelector('a[href*="/chapters/"]'), url);
  return linked ? pathPart(linked, /\/chapters\/(\d+)/) : null;
}

/** At the foot, links to the previous and to the next chapter differ by their words alone. */
function nextAtFoot(document: Document): Element | null {
  const links = findAll(document, ['#feedback ul.actions a[href*="/chapters/"]']);
  return links.find((link) => /next/i.test(lineOf(link) ?? '')) ?? null;
}

function workFeedback(document: Document): readonly FeedbackControl[] {
  const controls: FeedbackControl[] = [];
  const press = (
    act: FeedbackControl['act'],
    element: Element | null,
    meaning: FeedbackControl['meaning'],
  ): void => {
    if (element) controls.push({ act, element, event: 'click', meaning });
  };
  press('kudos', find(document, work.kudos), () => ({ on: true, value: null }));
  press('bookmark', find(document, work.bookmark), () => ({ on: true, value: null }));
  const subscription = find(document, work.subscribe);
  press('follow', subscription && find(subscription, ['[type="submit"]', 'button']), (button) => ({
    // The same form creates and, once subscribed, destroys.
    on: button.closest('form')?.querySelector('input[name="_method"][value="delete"]') === null,
    value: null,
  }));
  return controls;
}

function readListing({ url, document, health }: PageContext): ListingPage | null {
  const blurbs = findAll(document, ['li.work.blurb, li.bookmark.blurb, li.reading.blurb', 'li.blurb']);
  return listingOf(
    blurbs.map((blurb) => readBlurb(blurb, url, health)),
    health,
  );
}

/** A work as listed; null for series, works on other sites, and bookmarks of deleted works. */
function readBlurb(blurb: Element, url: URL, health: Health): ListedWork | null {
  const link = find(blurb, [
    'h4.heading a[href*="/works/"]',
    '.header a[href*="/works/"]',
    '.heading a[href*="/works/"]',
  ]);
  const target = linkUrl(link, url);
  const id = siteWorkId(target && pathPart(target, /\/works\/(\d+)/), url);
  const head = find(blurb, ['h4.heading', '.header .heading', '.heading']);
  if (id === null || head === null || target?.pathname.includes('/external_works/')) return null;
  const stats = find(blurb, ['dl.stats']) ?? blurb;
  const symbols = (name: string): string | null =>
    asLine(find(blurb, [`.required-tags .${name}`])?.getAttribute('title'));
  const progress = lineOf(find(stats, ['dd.chapters']));
  const facts: StoryFacts = {
    ...blankFacts(id),
    title: lineOf(link),
    author: authorOf(head, ['a[rel~="author"]'], []) ?? unsigned(head),
    tags: asLabels([
      ...(symbols('category')?.split(', ') ?? []),
      ...labelsOf(
        findAll(blurb, [
          'ul.tags li.relationships a.tag, ul.tags li.characters a.tag, ul.tags li.freeforms a.tag',
          'li.relationships a, li.characters a, li.freeforms a',
        ]),
      ),
    ]),
    fandoms: labelsOf(findAll(blurb, ['.fandoms a.tag', 'h5.fandoms a'])),
    warnings: labelsOf(findAll(blurb, ['ul.tags li.warnings a.tag', 'li.warnings a'])),
    rating: symbols('rating') ?? lineOf(find(blurb, ['.required-tags .rating'])),
    language: lineOf(find(stats, ['dd.language'])),
    status: statusOf(progress),
    words: countOf(pick(stats, health, 'words', ['dd.words'])),
    chapters: countIn(progress),
    counters: statCounters(stats),
    summary: summaryOf(find(blurb, ['blockquote.summary', '.summary'])),
  };
  return { facts, element: blurb, link, head, feedback: [] };
}

/** `Title by Anonymous`: a byline without a link. */
function unsigned(head: Element): string | null {
  return /\bby (Anonymous)\b/.exec(lineOf(head) ?? '')?.[1] ?? null;
}

function readEditor({ document, health }: PageContext): EditorPage | null {
  const fields = ['textarea#content, iframe#content_ifr', 'form textarea.mce-editor'];
  return editorOf(findAll(document, fields), health);
}

/*
Test URLs
https://archiveofourown.org/works/17400464                               one chapter
https://archiveofourown.org/works/11478249/chapters/25740126             a chapter of many
https://archiveofourown.org/works/11478249?view_full_work=true           the entire work
https://archiveofourown.org/works/22165480?view_adult=true               behind the adult-content question
https://archiveofourown.org/tags/Fluff/works                             listing by tag
https://archiveofourown.org/works/search?work_search%5Bquery%5D=lighthouse
https://archiveofourown.org/users/astolat/bookmarks
https://archiveofourown.org/series/1367953
https://squidgeworld.org/works
*/
