import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import { asLabels, asLine, counters, countIn, find, findAll, labelsOf, lineOf, pathPart } from './fields.ts';
import { editorOf, listingOf } from './pages.ts';
import {
  defineSite,
  type ListedWork,
  type ListingPage,
  type PageContext,
  type SitePage,
  type StoryPage,
} from './site.ts';
import { storyOf } from './story-recipe.ts';

/**
 * Story subreddits. In most of them the post is the story; in r/WritingPrompts the comments under a prompt are, so that
 * a prompt is a listing of them and the address of one comment is a story.
 */
export const reddit = defineSite({
  id: 'reddit',

  recognise({ pathname }) {
    const [, sub = '', rest = ''] = /^\/r\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
    if (!STORY_SUBS.has(sub.toLowerCase())) return null;
    if (/^\/submit(?:\/|$)/.test(rest)) return 'editor';
    if (!/^\/comments\/\w+/.test(rest))
      return /^\/(?:(?:hot|new|top|rising|best|search)\/?)?$/.test(rest || '/') ? 'listing' : null;
    if (!PROMPT_SUBS.has(sub.toLowerCase())) return 'story';
    return COMMENT.test(pathname) ? 'story' : 'listing';
  },

  read(context): SitePage | null {
    const { kind, document, health, url } = context;
    if (kind === 'editor') return editorOf(findAll(document, editors), health);
    if (!/\/comments\//.test(url.pathname)) return readSub(context);
    if (kind === 'listing') return readPrompt(context);
    return COMMENT.test(url.pathname) && isPromptSub(url) ? readAnswer(context) : readPost(context);
  },
});

const STORY_SUBS: ReadonlySet<string> = new Set(
  'nosleep writingprompts hfy shortscarystories shortstories libraryofshadows odd_directions cryosleep redditserials creepypasta simpleprompts'.split(
    ' ',
  ),
);
const PROMPT_SUBS: ReadonlySet<string> = new Set(['writingprompts', 'simpleprompts']);
const COMMENT = /\/comments\/\w+\/(?:comment\/|[^/]+\/)(\w+)\/?$/;

const editors = [
  'shreddit-composer [contenteditable="true"]',
  'div[role="textbox"][contenteditable="true"]',
  'textarea[name="text"], textarea[name="body"]',
];

const post = {
  element: ['shreddit-post', '#siteTable .thing.link', '[data-testid="post-container"]'],
  title: ['shreddit-post h1', '[slot="title"]', '[data-testid="post-container"] h1', 'a.title', 'h1'],
  text: [
    'shreddit-post [slot="text-body"]',
    '#siteTable .usertext-body .md',
    '[data-click-id="text"]',
    '[data-testid="post-container"] .md',
  ],
  notText: ['[slot="credit-bar"]', 'shreddit-status-icons', 'faceplate-tracker button'],
  flair: ['shreddit-post-flair', '[slot="post-flair"]', '.linkflairlabel', '[data-testid="post-flair"]'],
  author: ['[data-testid="post_author_link"]', '.tagline a.author', 'a[href^="/user/"]'],
  head: ['shreddit-post h1', '[slot="title"]', 'a.title', 'h1'],
} as const;

function isPromptSub(url: URL): boolean {
  return PROMPT_SUBS.has(subOf(url).toLowerCase());
}

function subOf(url: URL): string {
  return pathPart(url, /^\/r\/([^/]+)/) ?? '';
}

function attribute(element: Element | null, name: string): string | null {
  return asLine(element?.getAttribute(name));
}

function readPost(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const element = find(document, post.element);
  return storyOf(context, post, {
    workId: pathPart(url, /\/comments\/(\w+)/),
    facts: postFacts(element, document, url),
  });
}

/** What a post says of itself: as attributes in the present design, as text in older ones. */
function postFacts(element: Element | null, scope: ParentNode, url: URL): Partial<StoryFacts> {
  return {
    title: lineOf(find(scope, post.title)) ?? attribute(element, 'post-title'),
    author:
      attribute(element, 'author') ?? attribute(element, 'data-author') ?? lineOf(find(scope, post.author)),
    tags: labelsOf(findAll(scope, post.flair)),
    fandoms: asLabels([`r/${subOf(url)}`]),
    counters: counters({
      kudos: countIn(attribute(element, 'score') ?? attribute(element, 'data-score')),
      comments: countIn(attribute(element, 'comment-count') ?? attribute(element, 'data-comments-count')),
    }),
  };
}

const comment = {
  element: ['shreddit-comment', '.thing.comment', '[data-testid="comment"]'],
  /** Below the comment itself, not below the answers to it. */
  text: [
    '> [slot="comment"]',
    '> .entry .usertext-body .md',
    '[slot="comment"]',
    '.usertext-body .md',
    '.md',
  ],
} as const;

/** Comments directly under the prompt, without the forum's own. */
function answersOf(document: Document): readonly Element[] {
  return findAll(document, comment.element).filter(
    (element) =>
      (element.getAttribute('depth') ?? '0') === '0' &&
      element.parentElement?.closest('shreddit-comment, .thing.comment') === null &&
      !/^(?:automoderator|\[deleted\])$/i.test(authorOf(element) ?? ''),
  );
}

function authorOf(element: Element): string | null {
  return (
    attribute(element, 'author') ??
    attribute(element, 'data-author') ??
    lineOf(find(element, ['a.author', 'a[href^="/user/"]']))
  );
}

/** `t1_kx2` → `kx2` */
function thingId(element: Element): string | null {
  const written =
    attribute(element, 'thingid') ?? attribute(element, 'data-fullname') ?? attribute(element, 'id');
  return /(?:^|_)t1_(\w+)$/.exec(written ?? '')?.[1] ?? null;
}

/** `[WP] The lamp went out` → `The lamp went out` */
function promptOf(document: Document): string | null {
  const title = lineOf(find(document, post.title)) ?? attribute(find(document, post.element), 'post-title');
  return asLine(title?.replace(/^\s*\[\w{1,4}\]\s*/, ''));
}

function readPrompt({ document, url, health }: PageContext): ListingPage | null {
  const prompt = promptOf(document);
  const flair = labelsOf(findAll(document, post.flair));
  return listingOf(
    answersOf(document).map((element): ListedWork | null => {
      const id = thingId(element);
      if (id === null) return null;
      const head = find(element, ['[slot="commentMeta"]', '.tagline', 'a.author']) ?? element;
      const link = find(element, [`a[href*="${id}"]`, 'a.bylink']);
      const kudos = countIn(attribute(element, 'score'));
      return {
        facts: {
          ...blankFacts(id),
          title: prompt,
          author: authorOf(element),
          tags: flair,
          fandoms: asLabels([`r/${subOf(url)}`]),
          counters: counters({ kudos }),
        },
        element,
        link,
        head,
        feedback: [],
      };
    }),
    health,
  );
}

function readAnswer(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const id = pathPart(url, COMMENT);
  const element =
    answersOf(document).find((answer) => thingId(answer) === id) ?? answersOf(document)[0] ?? null;
  const name = element?.getAttribute('thingid') ?? element?.getAttribute('data-fullname') ?? '';
  const scope = element === null || !/^\w+$/.test(name) ? '' : `[thingid="${name}"] `;
  const scopes = scope === '' ? [''] : [scope, scope.replace('thingid', 'data-fullname')];
  return storyOf(
    context,
    {
      ...post,
      text: scopes.flatMap((within) => comment.text.map((selector) => `${within}${selector}`)),
      notText: [
        'shreddit-comment shreddit-comment',
        '.child',
        '[slot="actionRow"]',
        '[slot="commentMeta"]',
        '.tagline',
      ],
    },
    {
      workId: id,
      facts: {
        ...postFacts(find(document, post.element), document, url),
        title: promptOf(document),
        author: element === null ? null : authorOf(element),
        counters: counters({ kudos: countIn(element === null ? null : attribute(element, 'score')) }),
      },
    },
  );
}

function readSub({ document, url, health }: PageContext): ListingPage | null {
  return listingOf(
    findAll(document, post.element).map((element): ListedWork | null => {
      const permalink = attribute(element, 'permalink') ?? attribute(element, 'data-permalink');
      const link = find(element, [
        'a[slot="full-post-link"]',
        'a[slot="title"]',
        'a[href*="/comments/"]',
        'a.title',
      ]);
      const address = permalink ?? link?.getAttribute('href') ?? '';
      const id = /\/comments\/(\w+)/.exec(address)?.[1];
      if (id === undefined) return null;
      const facts = postFacts(element, element, url);
      return {
        facts: { ...blankFacts(id), ...facts, title: facts.title ?? lineOf(link) },
        element,
        link,
        head: find(element, ['[slot="title"]', 'h1, h2, h3', 'a.title']) ?? link ?? element,
        feedback: [],
      };
    }),
    health,
  );
}

/*
Test URLs
https://www.reddit.com/r/nosleep/comments/3iex1h/im_a_search_and_rescue_officer/
https://www.reddit.com/r/WritingPrompts/comments/5v8lq5/wp_you_are_the_last_lamplighter/
https://www.reddit.com/r/HFY/top/
https://old.reddit.com/r/nosleep/
*/
