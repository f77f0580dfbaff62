import { counters, countIn, find, findAll, labelsOf } from './fields.ts';
import { editorOf } from './pages.ts';
import {
  defineSite,
  type FeedbackControl,
  type ListingPage,
  type PageContext,
  type StoryPage,
} from './site.ts';
import { storyOf } from './story-recipe.ts';
import { worksByLinks } from './works-by-links.ts';

/** Medium. Its class names are hashes; what it names for its own tests lasts longer. */
export const medium = defineSite({
  id: 'medium',

  recognise({ hostname, pathname }) {
    if (/^\/(?:new-story|p\/[0-9a-f]+\/edit)\/?$/.test(pathname)) return 'editor';
    if (workOf(pathname) !== null) return 'story';
    if (/^\/(?:@[^/]+|tag\/[^/]+(?:\/[\w-]+)?|search|me\/list.*|[\w-]+)\/?$/.test(pathname)) return 'listing';
    return pathname === '/' && hostname !== 'medium.com' ? 'listing' : null;
  },

  read(context) {
    const { kind, document, health } = context;
    if (kind === 'editor') return editorOf(findAll(document, editors), health);
    return kind === 'story' ? readStory(context) : readList(context);
  },
});

/** Addresses end in the story's id: `/@mara/the-forty-first-step-0f3a9c2b7d1e`, `/p/0f3a9c2b7d1e`. */
function workOf(pathname: string): string | null {
  return /(?:^|[-/])([0-9a-f]{8,12})\/?$/.exec(pathname)?.[1] ?? null;
}

const editors = [
  '.postArticle-content[contenteditable="true"], .postArticle-content [contenteditable="true"]',
  '[data-testid="editorTitleParagraph"]',
  '.graf--p',
  '[contenteditable="true"]',
];

const story = {
  title: ['[data-testid="storyTitle"]', 'article h1', 'h1'],
  author: ['[data-testid="authorName"]', 'a[rel="author"]', 'meta[name="author"]'],
  tags: ['a[href*="/tag/"]'],
  text: ['article section', 'article'],
  notText: [
    '[data-testid="storyTitle"]',
    '[data-testid="authorName"]',
    '[data-testid="authorPhoto"]',
    '[data-testid="storyReadTime"]',
    '[data-testid="storyPublishDate"]',
    '[data-testid="headerClapButton"]',
    '[data-testid="headerBookmarkButton"]',
    '[data-testid="footerClapButton"]',
    '.speechify-ignore',
    'figcaption',
    '[role="tooltip"]',
    'a[href*="/tag/"]',
  ],
  head: ['[data-testid="storyTitle"]', 'article h1', 'h1'],
} as const;

function readStory(context: PageContext): StoryPage | null {
  const { document, url } = context;
  // Paragraphs alone where there are any: between them stand names, times and buttons.
  const paragraphs = ['article section p.pw-post-body-paragraph', 'article section p', 'article p'];
  const text = paragraphs.find((selector) => find(document, [selector]) !== null);
  return storyOf(
    context,
    { ...story, text: text === undefined ? story.text : [`${text}, ${besides(text)}`] },
    {
      workId: workOf(url.pathname),
      facts: {
        tags: labelsOf(findAll(document, story.tags)),
        counters: counters({ kudos: claps(document) }),
      },
      feedback: readFeedback(document),
    },
  );
}

/** Quotations, lists and headings between the paragraphs are text as well. */
function besides(paragraphs: string): string {
  const scope = paragraphs.startsWith('article section') ? 'article section' : 'article';
  return ['blockquote', 'li', 'pre', 'h2', 'h3'].map((name) => `${scope} ${name}`).join(', ');
}

/** The number stands beside the button. */
function claps(document: Document): number | null {
  const button = find(document, ['[data-testid="headerClapButton"]', '[data-testid="footerClapButton"]']);
  return countIn(button?.textContent) ?? countIn(button?.nextElementSibling?.textContent);
}

function readFeedback(document: Document): readonly FeedbackControl[] {
  const found = (act: FeedbackControl['act'], names: readonly string[]): FeedbackControl[] =>
    findAll(document, names).map((element) => ({
      act,
      element,
      event: 'click',
      meaning: (used) => ({ on: used.getAttribute('aria-pressed') !== 'true', value: null }),
    }));
  return [
    ...found('like', ['[data-testid="headerClapButton"], [data-testid="footerClapButton"]']),
    ...found('bookmark', ['[data-testid="headerBookmarkButton"], [data-testid="footerBookmarkButton"]']),
  ];
}

function readList(context: PageContext): ListingPage | null {
  return worksByLinks(context, {
    workOf: ({ hostname, pathname }) =>
      /(?:^|\.)medium\.com$/.test(hostname) && !/^\/(?:m|tag|search|plans|membership)\//.test(pathname)
        ? workOf(pathname)
        : null,
    item: ['article', '[data-testid="post-preview"]'],
    author: ['[data-testid="authorName"]', 'a[href^="/@"]:not([href*="-"])', 'a[href^="/@"]'],
    tags: ['a[href*="/tag/"]'],
    summary: ['h3', 'p'],
  });
}

/*
Test URLs
https://medium.com/@mara/the-forty-first-step-0f3a9c2b7d1e
https://medium.com/tag/short-story
https://medium.com/lit-up
*/
