import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import { asLabels, find, findAll, labelsOf, lineOf, pathPart, summaryOf } from './fields.ts';
import { listingOf } from './pages.ts';
import { defineSite, type ListingPage, type PageContext, type SitePage } from './site.ts';
import { storyOf } from './story-recipe.ts';
import { worksByLinks } from './works-by-links.ts';

/** Inkitt. A story's address names its genre. */
export const inkitt = defineSite({
  id: 'inkitt',

  recognise({ pathname }) {
    if (/^\/stories\/(?:[^/]+\/)?\d+\/chapters\/\d+/.test(pathname)) return 'story';
    if (/^\/stories\/(?:[^/]+\/)?\d+\/?$/.test(pathname)) return 'listing';
    return /^\/(?:stories|genres|search|topics|[\w-]+\/?$)/.test(pathname) ? 'listing' : null;
  },

  read(context) {
    if (context.kind === 'story') return readChapter(context);
    return STORY.test(context.url.pathname) ? readStory(context) : readList(context);
  },
});

const STORY = /^\/stories\/(?:[^/]+\/)?(\d+)/;

const chapter = {
  title: ['h1.story-title', '.story-title', 'meta[property="og:title"]'],
  chapterTitle: ['.chapter-head-title', 'h2.chapter-title', '.story-page-text h2', 'h2'],
  author: ['span#storyAuthor', '#storyAuthor', 'a[href^="/"][class*="author"]', 'meta[name="author"]'],
  text: ['#story-text-container', '.story-page-text', '#chapterText'],
  notText: ['.chapter-head-title', '.chapter-title', '.story-page-navigation', '.reading-stats'],
  next: ['a.chapter-navigation__next', 'a[rel~="next"]'],
  nextByWords: ['a[href*="/chapters/"]'],
  head: ['h1.story-title', '.story-title', 'h1'],
} as const;

function readChapter(context: PageContext) {
  const { document, url } = context;
  return storyOf(context, chapter, {
    workId: pathPart(url, STORY),
    facts: { chapterId: pathPart(url, /\/chapters\/(\d+)/), tags: tagsOf(document, url) },
  });
}

function tagsOf(document: Document, url: URL): string[] {
  const genre = pathPart(url, /^\/stories\/([^/\d][^/]*)\/\d+/);
  return asLabels([
    ...labelsOf(findAll(document, ['.genres a', 'a[href^="/genres/"]'])),
    ...(genre === null ? [] : [genre.replace(/-/g, ' ')]),
  ]);
}

/** A story's own page; on some it is followed by the first chapter. */
function readStory(context: PageContext): SitePage | null {
  const { document, url, health } = context;
  if (find(document, chapter.text) !== null) return readChapter(context);
  const workId = pathPart(url, STORY);
  const head = find(document, ['h1.story-title', '.story-title', 'h1']);
  if (workId === null || head === null) return listingOf([], health);
  const facts = {
    ...blankFacts(workId),
    title: lineOf(head),
    author: lineOf(find(document, chapter.author)),
    tags: tagsOf(document, url),
    language: document.documentElement.getAttribute('lang'),
    chapters: findAll(document, ['.chapters-list a', '.chapters-list li']).length || null,
    summary: summaryOf(find(document, ['.story-summary', '.summary', 'meta[property="og:description"]'])),
  };
  if (facts.author === null) health.note('author', 'missing');
  const link = find(document, ['.chapters-list a', 'a[href*="/chapters/"]']);
  return listingOf([{ facts, element: document.body, link, head, feedback: [] }], health);
}

function readList(context: PageContext): ListingPage | null {
  return worksByLinks(context, {
    workOf: (url) => pathPart(url, STORY),
    item: ['.story-card', '.list-card'],
    author: ['.author', '[class*="author"]'],
    tags: ['.genres a', 'a[href^="/genres/"]', '[class*="genre"]'],
    summary: ['.summary', '.story-summary', '[class*="summary"]'],
  });
}

/*
Test URLs
https://www.inkitt.com/stories/fantasy/74690/chapters/1
https://www.inkitt.com/stories/fantasy/74690
https://www.inkitt.com/genres/fantasy
*/
