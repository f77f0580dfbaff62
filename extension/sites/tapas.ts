import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import {
  asLine,
  counters,
  countOf,
  find,
  findAll,
  labelsOf,
  lineOf,
  linkUrl,
  pathPart,
  summaryOf,
} from './fields.ts';
import { listingOf } from './pages.ts';
import { defineSite, type ListingPage, type PageContext, type StoryPage } from './site.ts';
import { storyOf } from './story-recipe.ts';
import { worksByLinks } from './works-by-links.ts';

/** Tapas: novels in episodes. Its comics have no text, and are read as nothing. */
export const tapas = defineSite({
  id: 'tapas',

  recognise({ pathname }) {
    if (/^\/episode\/\d+/.test(pathname)) return 'story';
    return /^\/(?:series|novels?|comics|genre|search|popular|bookmark|[\w.-]+\/series)(?:\/|$)/.test(pathname)
      ? 'listing'
      : null;
  },

  read(context) {
    if (context.kind === 'story') return readEpisode(context);
    return /^\/series\/[^/]+/.test(context.url.pathname) ? readSeries(context) : readList(context);
  },
});

const episode = {
  title: ['.viewer__header a[href*="/series/"]', '.center-info a[href*="/series/"]', 'a[href*="/series/"]'],
  chapterTitle: [
    '.viewer__header p.title',
    '.center-info .js-ep-title',
    '.js-ep-title',
    '.viewer__header .title',
  ],
  author: ['.creator', 'a.creator', '.viewer__header .creator', '.author'],
  text: ['#viewport', 'article.viewer__body', 'article'],
  notText: ['.viewer__header', '.viewer-section--comment', '.js-episode-btn'],
  next: ['a.js-next-ep-btn', 'a[rel~="next"]'],
  nextByWords: ['a[href*="/episode/"]'],
  head: ['.viewer__header p.title', '.js-ep-title', 'h1'],
} as const;

function readEpisode(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const id = pathPart(url, /^\/episode\/(\d+)/);
  const link = linkUrl(find(document, episode.title), url);
  const slug = link && pathPart(link, /^\/series\/([^/]+)/);
  return storyOf(context, episode, {
    workId: asLine(slug) ?? (id === null ? null : `episode ${id}`),
    facts: { chapterId: id, tags: labelsOf(findAll(document, ['a.genre-btn', 'a[href*="/genre/"]'])) },
  });
}

function readSeries({ document, url, health }: PageContext): ListingPage | null {
  const workId = asLine(pathPart(url, /^\/series\/([^/]+)/));
  const head = find(document, ['.title-wrapper .title', 'p.title', 'h1', '.center-info .title']);
  if (workId === null || head === null) return listingOf([], health);
  const facts = {
    ...blankFacts(workId.slice(0, 200)),
    title: lineOf(head),
    author: lineOf(find(document, episode.author)),
    tags: labelsOf(findAll(document, ['a.genre-btn', 'a[href*="/genre/"]', '.tags a'])),
    language: document.documentElement.getAttribute('lang'),
    counters: counters({
      followers: countOf(find(document, ['.js-subscribe-cnt'])),
      kudos: countOf(find(document, ['.js-like-cnt'])),
    }),
    summary: summaryOf(find(document, ['.description__body', 'meta[property="og:description"]'])),
  };
  if (facts.author === null) health.note('author', 'missing');
  const link = find(document, ['a[href*="/episode/"]']);
  return listingOf([{ facts, element: document.body, link, head, feedback: [] }], health);
}

function readList(context: PageContext): ListingPage | null {
  return worksByLinks(context, {
    workOf: (url) => pathPart(url, /^\/series\/([^/]+)/),
    author: ['.creator', '.author', '[class*="creator"]'],
    tags: ['a[href*="/genre/"]', '.genre'],
    summary: ['.description', '.desc'],
  });
}

/*
Test URLs
https://tapas.io/episode/2137474
https://tapas.io/series/tower-into-the-clouds/info
https://tapas.io/novels
*/
