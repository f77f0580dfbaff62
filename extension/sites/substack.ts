import { asLine, counters, countIn, find, findAll, lineOf, pathPart } from './fields.ts';
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

/** Substack. A post stands for a work; of one behind a paywall what is shown is read. */
export const substack = defineSite({
  id: 'substack',

  recognise({ pathname }) {
    if (/^\/p\/[^/]+\/?$/.test(pathname)) return 'story';
    if (/^\/publish\/post(?:\/|$)/.test(pathname)) return 'editor';
    return /^\/(?:archive|s\/[^/]+|t\/[^/]+)?\/?$/.test(pathname) ? 'listing' : null;
  },

  read(context) {
    const { kind, document, health } = context;
    if (kind === 'editor') return editorOf(findAll(document, editors), health);
    return kind === 'story' ? readPost(context) : readArchive(context);
  },
});

const editors = [
  '.ProseMirror[contenteditable="true"]',
  '[data-testid="editor"] [contenteditable="true"]',
  '[contenteditable="true"]',
];

const post = {
  title: ['.post-title', 'h1[class*="post-title"]', 'article h1', 'h1'],
  author: [
    '.byline-wrapper a[href*="/@"]',
    '.post-header a[href*="/@"]',
    'a[href*="substack.com/@"]',
    'meta[name="author"]',
  ],
  text: ['.available-content .body.markup', '.available-content', '.body.markup'],
  notText: [
    '.subscription-widget-wrap',
    '.subscription-widget',
    '.subscribe-widget',
    '.captioned-button-wrap',
    '.button-wrapper',
    '.image-caption',
    'figcaption',
    '.footnote',
    '.footnote-anchor',
    '.embedded-post-wrap',
    '.paywall',
  ],
  next: ['a.next-post', 'a[aria-label="Next post"]'],
  nextByWords: ['.post-footer a[href*="/p/"], .navigation a[href*="/p/"]'],
  head: ['.post-title', 'article h1', 'h1'],
} as const;

const LIKES = [
  '.like-button-container button',
  '.like-button-container a',
  '.post-ufi-button[aria-label*="ike"]',
  '.like-button-container',
];

function readPost(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const slug = pathPart(url, /^\/p\/([^/]+)/);
  const like = find(document, LIKES);
  return storyOf(context, post, {
    workId: slug === null ? null : `${publication(url)}/${slug}`.slice(0, 200),
    facts: {
      chapterTitle: lineOf(find(document, ['.subtitle', 'h3[class*="subtitle"]'])),
      tags: findAll(document, [
        '.post-meta a[href*="/t/"], a.pencraft[href*="/t/"]',
        'a[href*="/t/"]',
      ]).flatMap((tag) => lineOf(tag) ?? []),
      counters: counters({
        kudos: numberOf(like),
        comments: numberOf(find(document, ['.post-ufi-comment-button', '[aria-label*="omment"]'])),
      }),
    },
    feedback: feedbackOf(like),
  });
}

/** `mara.substack.com` → `mara` */
function publication(url: URL): string {
  return url.hostname.replace(/\.substack\.com$/, '');
}

/** `Like (123)`, or the number beside the heart. */
function numberOf(control: Element | null): number | null {
  if (control === null) return null;
  const label =
    control.getAttribute('aria-label') ?? find(control, ['[aria-label]'])?.getAttribute('aria-label');
  return countIn(asLine(label)) ?? countIn(lineOf(find(control, ['.label'])) ?? lineOf(control));
}

function feedbackOf(like: Element | null): readonly FeedbackControl[] {
  if (like === null) return [];
  const isOn = (): boolean =>
    like.getAttribute('aria-pressed') === 'true' ||
    /\b(?:liked|state-filled|has-liked)\b/.test(like.getAttribute('class') ?? '');
  return [{ act: 'like', element: like, event: 'click', meaning: () => ({ on: !isOn(), value: null }) }];
}

function readArchive(context: PageContext): ListingPage | null {
  const own = publication(context.url);
  return worksByLinks(context, {
    workOf: (url) => {
      const slug = url.hostname.endsWith('.substack.com') ? pathPart(url, /^\/p\/([^/]+)\/?$/) : null;
      return slug === null ? null : `${publication(url) || own}/${slug}`;
    },
    item: ['.post-preview', '[role="article"]', 'article'],
    author: ['a[href*="/@"]', '.profile-hover-card-target', '.byline'],
    summary: ['.post-preview-description', '.subtitle'],
    facts: (item) => ({
      counters: counters({ kudos: numberOf(find(item, ['.like-button-container', '[aria-label*="ike"]'])) }),
    }),
  });
}

/*
Test URLs
https://storyclub.substack.com/p/the-falls
https://storyclub.substack.com/archive
https://storyclub.substack.com/
*/
