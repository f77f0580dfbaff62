import type { StoryFacts } from '../../shared/protocol/page.ts';
import { asLine, counters, countIn, find, findAll, lineOf } from './fields.ts';
import { editorOf } from './pages.ts';
import { defineSite, type FeedbackControl, type PageContext, type StoryPage } from './site.ts';
import { storyOf } from './story-recipe.ts';
import { worksByLinks } from './works-by-links.ts';

/**
 * Forums that run XenForo 2 and post stories as threads. The posts that are story carry a threadmark; what is said
 * between them is talk. A thread without threadmarks is a story if its first post is one.
 */
export const xenforo = defineSite({
  id: 'xenforo',

  recognise({ pathname }) {
    if (/\/(?:forums\/[^/]+\/post-thread|posts\/\d+\/edit)(?:\/|$)/.test(pathname)) return 'editor';
    if (/\/threads\/[^/]*\d+(?:\/(?:page-\d+|reader(?:\/page-\d+)?|post-\d+)?)?\/?$/.test(pathname))
      return 'story';
    if (/\/threads\/[^/]*\d+\/threadmarks/.test(pathname)) return 'listing';
    if (/\/(?:forums|tags|search|members|watched)\/./.test(pathname)) return 'listing';
    return null;
  },

  read(context) {
    const { kind, document, health } = context;
    if (kind === 'editor') return editorOf(findAll(document, editors), health);
    return kind === 'story' ? readThread(context) : readForum(context);
  },
});

const editors = [
  '.fr-element.fr-view[contenteditable]',
  '.js-editor [contenteditable="true"]',
  'textarea[name="message_html"], textarea[name="message"]',
];

const MARKED = [
  'article.message--post.hasThreadmark',
  'article.message.hasThreadmark',
  '.message.hasThreadmark',
];
const BODY = '.message-body .bbWrapper';

const thread = {
  title: ['h1.p-title-value', 'meta[property="og:title"]'],
  text: [
    `article.message--post.hasThreadmark ${BODY}`,
    `.message.hasThreadmark ${BODY}`,
    '.hasThreadmark .message-content .bbWrapper',
  ],
  first: ['article.message--post', 'article.message', '.message'],
  notText: [
    '.message-signature',
    '.message-attachments',
    '.message-lastEdit',
    '.js-reactionsList',
    '.reactionsBar',
    '.bbCodeSpoiler-button',
    '.bbCodeBlock-sourceJump',
    '.bbCodeBlock-expandLink',
    '.bbMediaWrapper',
    '.js-unfurl',
  ],
  tags: ['.p-description a.tagItem', '.js-tagList a.tagItem', 'a.tagItem'],
  author: ['.p-description a.username', '.message-user a.username', 'a.username'],
  next: [
    'li.threadmark-nav a:nth-of-type(3)',
    'a.threadmark-control--next',
    '.threadmark-control--next a',
    'a.pageNav-jump--next',
  ],
  head: ['h1.p-title-value'],
} as const;

function readThread(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const marked = findAll(document, MARKED);
  const isFirstPage = !/\/page-(?!1(?:\/|$))\d+/.test(url.pathname);
  const first = isFirstPage ? find(document, thread.first) : null;
  // Without threadmarks only the post that opened the thread can be a story; it gets a name of its own to be found by.
  const text = marked.length > 0 ? thread.text : first === null ? thread.text : firstPost(first);
  const label = marked
    .map((post) => lineOf(find(post, ['span.threadmarkLabel', '.threadmarkLabel'])))
    .find(Boolean);
  return storyOf(
    context,
    {
      title: thread.title,
      author: thread.author,
      tags: thread.tags,
      text,
      notText: thread.notText,
      next: thread.next,
      head: thread.head,
    },
    {
      workId: workIdOf(url),
      facts: {
        chapterId: postId(marked[0] ?? first),
        title: titleOf(document),
        chapterTitle: label ?? null,
        counters: counters({ kudos: reactions(marked[0] ?? first) }),
      },
      feedback: (marked.length > 0 ? marked : first === null ? [] : [first]).flatMap(likeOf),
    },
  );
}

function firstPost(post: Element): readonly string[] {
  const id = post.getAttribute('data-content') ?? '';
  return /^post-\d+$/.test(id) ? [`[data-content="${id}"] ${BODY}`] : [`article.message ${BODY}`];
}

/** Threads of sister forums are numbered each from 1. */
function workIdOf(url: URL): string | null {
  const id = /\/threads\/(?:[^/]*\.)?(\d+)/.exec(url.pathname)?.[1];
  return id === undefined ? null : `${url.hostname.replace(/^(?:www|forums?)\./, '')}:${id}`;
}

function postId(post: Element | null): string | null {
  return /post-(\d+)/.exec(post?.getAttribute('data-content') ?? '')?.[1] ?? null;
}

/** The thread's name without the labels before it. */
function titleOf(document: Document): string | null {
  const heading = find(document, ['h1.p-title-value']);
  if (heading === null) return null;
  const labels = [...heading.querySelectorAll('.label, .label-append')].map((label) => lineOf(label) ?? '');
  let title = lineOf(heading) ?? '';
  for (const label of labels)
    if (label !== '' && title.startsWith(label)) title = title.slice(label.length).trim();
  return asLine(title);
}

/** `Ilse, Mara and 41 others`: who reacted to a post. */
function reactions(post: Element | null): number | null {
  if (post === null) return null;
  const bar = lineOf(find(post, ['.reactionsBar-link', '.js-reactionsList']));
  if (bar === null) return null;
  const names = bar
    .split(/,|\band\b/)
    .filter((part) => part.trim() !== '' && !/\bothers?\b/.test(part)).length;
  return names + (countIn(/([\d,]+) others?/.exec(bar)?.[1]) ?? 0);
}

function likeOf(post: Element): FeedbackControl[] {
  const element = find(post, ['a.reaction', '.actionBar-action--reaction']);
  if (element === null) return [];
  const meaning = (): { on: boolean; value: null } => ({
    on: !/has-reaction/.test(element.getAttribute('class') ?? ''),
    value: null,
  });
  return [{ act: 'like', element, event: 'click', meaning }];
}

function readForum(context: PageContext) {
  return worksByLinks(context, {
    workOf: (url) =>
      /\/threads\//.test(url.pathname) && !/\/(?:latest|unread|post-\d+|page-\d+)/.test(url.pathname)
        ? workIdOf(url)
        : null,
    item: ['.structItem', '.contentRow', 'li.block-row'],
    author: ['.structItem-parts a.username', 'a.username', '.username'],
    tags: ['.structItem-title .label, .structItem-tagBlock a, a.tagItem', '.label'],
    summary: ['.contentRow-snippet', '.structItem-snippet'],
    facts: (item): Partial<StoryFacts> => ({
      words: statedWords(item),
      counters: counters({ comments: cellNumber(item, /^replies$/i), hits: cellNumber(item, /^views$/i) }),
    }),
  });
}

/** `Words: 123k`, beside the threadmarks. */
function statedWords(item: Element): number | null {
  const text = findAll(item, ['.structItem-parts li, .structItem-cell li, .pairs']).map(
    (part) => lineOf(part) ?? '',
  );
  const words = text.find((part) => /^words:|^[\d,.]+[km]?\s+words$/i.test(part));
  return words === undefined ? null : countIn(words);
}

function cellNumber(item: Element, label: RegExp): number | null {
  const pair = findAll(item, ['dl.pairs']).find((row) => label.test(lineOf(find(row, ['dt'])) ?? ''));
  return pair === undefined ? null : countIn(lineOf(find(pair, ['dd'])));
}

/*
Test URLs
https://forums.spacebattles.com/threads/the-last-angel.244209/
https://forums.spacebattles.com/threads/the-last-angel.244209/reader/
https://forums.sufficientvelocity.com/threads/marked-for-death.24481/page-2
https://forums.spacebattles.com/forums/creative-writing.18/
https://forum.questionablequesting.com/threads/example.1234/
*/
