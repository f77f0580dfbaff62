import { medium } from '../../../extension/sites/medium.ts';
import { reddit } from '../../../extension/sites/reddit.ts';
import { standardEbooks } from '../../../extension/sites/standard-ebooks.ts';
import { substack } from '../../../extension/sites/substack.ts';
import { wikisource } from '../../../extension/sites/wikisource.ts';
import type { SavedSite } from './page-case.ts';

const BOOK = 'https://standardebooks.org/ebooks/marlowe-tide/the-forty-first-step';
const WIKI = 'https://en.wikisource.org/wiki';
const REDDIT = 'https://www.reddit.com/r';
const OPENING = 'The ferry had stopped running in October';
const ENDING = 'without going anywhere, and said nothing of it.';

export const shelvesAndPlatforms: readonly SavedSite[] = [
  {
    site: standardEbooks,
    pages: [
      {
        file: 'standard-ebooks/chapter.xhtml.html',
        url: `${BOOK}/text/chapter-2`,
        kind: 'story',
        facts: {
          workId: 'marlowe-tide/the-forty-first-step',
          chapterId: 'chapter-2',
          title: 'The Forty First Step',
          chapterTitle: 'II: What the Ledger Said',
          author: 'Marlowe Tide',
          language: 'en-GB',
          status: 'complete',
        },
        contains: [OPENING, 'She kept a list of names.'],
      },
      {
        file: 'standard-ebooks/book.html',
        url: BOOK,
        kind: 'listing',
        count: 1,
        works: [
          {
            workId: 'marlowe-tide/the-forty-first-step',
            title: 'The Forty-First Step',
            author: 'Marlowe Tide',
            tags: ['Mystery', 'Fiction'],
            words: 41_204,
            summary: 'A lamp goes missing every night.',
          },
        ],
      },
      {
        file: 'standard-ebooks/listing.html',
        url: 'https://standardebooks.org/ebooks?tags[]=mystery',
        kind: 'listing',
        count: 6,
        works: [{ workId: 'author-0/lamp-0', title: 'Lamp Number 0', author: 'Author 0', words: 12_345 }],
      },
    ],
  },
  {
    site: wikisource,
    pages: [
      {
        file: 'wikisource/chapter.html',
        url: `${WIKI}/The_Forty-First_Step/Chapter_2`,
        kind: 'story',
        facts: {
          workId: 'en:The Forty-First Step',
          chapterId: 'Chapter 2',
          title: 'The Forty-First Step',
          chapterTitle: 'Chapter 2',
          author: 'Marlowe Tide',
          tags: ['Mystery novels', 'Sea'],
          language: 'en',
        },
        contains: [OPENING, ENDING],
        next: '/wiki/The_Forty-First_Step/Chapter_3',
      },
      { file: 'wikisource/edit.html', url: `${WIKI}/The_Forty-First_Step?action=edit`, kind: 'editor' },
    ],
  },
  {
    site: reddit,
    pages: [
      {
        file: 'reddit/nosleep.html',
        url: `${REDDIT}/nosleep/comments/abc12/the_fortyfirst_step/`,
        kind: 'story',
        facts: {
          workId: 'abc12',
          title: 'The Forty-First Step',
          author: 'marlowe_tide',
          tags: ['Series'],
          fandoms: ['r/nosleep'],
          counters: { kudos: 1012, comments: 87 },
        },
        contains: [OPENING, ENDING],
      },
      {
        file: 'reddit/old.html',
        url: 'https://old.reddit.com/r/nosleep/comments/abc12/x/',
        kind: 'story',
        facts: {
          workId: 'abc12',
          title: 'The Forty-First Step',
          author: 'marlowe_tide',
          counters: { kudos: 1012 },
        },
        contains: [OPENING],
      },
      {
        file: 'reddit/prompt.html',
        url: `${REDDIT}/WritingPrompts/comments/wp9/wp_every_night/`,
        kind: 'listing',
        count: 2,
        works: [
          {
            workId: 'k1',
            title: 'Every night a lamp goes missing',
            author: 'marlowe_tide',
            counters: { kudos: 412 },
          },
          { workId: 'k3', author: 'tern' },
        ],
      },
      {
        file: 'reddit/prompt.html',
        url: `${REDDIT}/WritingPrompts/comments/wp9/comment/k3/`,
        kind: 'story',
        facts: {
          workId: 'k3',
          title: 'Every night a lamp goes missing',
          author: 'tern',
          counters: { kudos: 55 },
        },
        contains: ['There were never forty-one lamps'],
      },
      {
        file: 'reddit/subreddit.html',
        url: `${REDDIT}/nosleep/top/`,
        kind: 'listing',
        count: 6,
        works: [
          { workId: 'p0', title: 'Lamp Number 0', author: 'author0', counters: { kudos: 100, comments: 0 } },
        ],
      },
    ],
  },
  {
    site: substack,
    pages: [
      {
        file: 'substack/post.html',
        url: 'https://lamps.substack.com/p/the-forty-first-step?utm_source=share',
        kind: 'story',
        facts: {
          workId: 'lamps/the-forty-first-step',
          title: 'The Forty-First Step',
          chapterTitle: 'What the Ledger Said',
          author: 'Marlowe Tide',
          counters: { kudos: 123, comments: 14 },
        },
        contains: [OPENING, ENDING],
        feedback: ['like'],
        next: 'https://lamps.substack.com/p/below',
      },
      {
        file: 'substack/archive.html',
        url: 'https://lamps.substack.com/archive',
        kind: 'listing',
        count: 6,
        works: [{ workId: 'lamps/lamp-0', title: 'Lamp Number 0', author: 'Author 0' }],
      },
      { file: 'substack/editor.html', url: 'https://lamps.substack.com/publish/post/7', kind: 'editor' },
    ],
  },
  {
    site: medium,
    pages: [
      {
        file: 'medium/story.html',
        url: 'https://medium.com/@mara/the-forty-first-step-0f3a9c2b7d1e?source=x',
        kind: 'story',
        facts: {
          workId: '0f3a9c2b7d1e',
          title: 'The Forty-First Step',
          author: 'Marlowe Tide',
          tags: ['Mystery', 'Fiction'],
          counters: { kudos: 1200 },
        },
        contains: [OPENING, 'Forty, where there had always been forty-one.'],
        feedback: ['like', 'bookmark'],
      },
      {
        file: 'medium/listing.html',
        url: 'https://medium.com/tag/mystery',
        kind: 'listing',
        count: 6,
        works: [{ workId: '0f3a9c2b7d0e', title: 'Lamp Number 0', author: 'Author 0' }],
      },
      { file: 'medium/editor.html', url: 'https://medium.com/new-story', kind: 'editor' },
    ],
  },
];
