import { fanFictionNet } from '../../../extension/sites/fanfiction-net.ts';
import { inkitt } from '../../../extension/sites/inkitt.ts';
import { scribbleHub } from '../../../extension/sites/scribble-hub.ts';
import { tapas } from '../../../extension/sites/tapas.ts';
import { wattpad } from '../../../extension/sites/wattpad.ts';
import { webnovel } from '../../../extension/sites/webnovel.ts';
import { xenforo } from '../../../extension/sites/xenforo.ts';
import type { SavedSite } from './page-case.ts';

const HUB = 'https://www.scribblehub.com';
const FFN = 'https://www.fanfiction.net';
const FORUM = 'https://forums.spacebattles.com';
const PAD = 'https://www.wattpad.com';
const NOVEL = 'https://www.webnovel.com';
const OPENING = 'The ferry had stopped running in October';
const ENDING = 'without going anywhere, and said nothing of it.';

export const serialSites: readonly SavedSite[] = [
  {
    site: scribbleHub,
    pages: [
      {
        file: 'scribble-hub/chapter.html',
        url: `${HUB}/read/70012-the-forty-first-step/chapter/70014/`,
        kind: 'story',
        facts: {
          workId: '70012',
          chapterId: '70014',
          title: 'The Forty-First Step',
          chapterTitle: 'Chapter 2: What the Ledger Said',
          author: 'Marlowe Tide',
        },
        contains: [OPENING, ENDING],
        next: `${HUB}/read/70012-the-forty-first-step/chapter/70015/`,
      },
      {
        file: 'samples/scribblehub-chapter.html',
        url: `${HUB}/read/123456-ashes/chapter/987654/`,
        kind: 'story',
        facts: {
          workId: '123456',
          title: 'Ashes of the Ninth Gate',
          chapterTitle: 'Chapter 42: The Long Road',
        },
        contains: ['By morning the road had swallowed every footprint he left.'],
        next: '/read/123456-ashes/chapter/987655/',
      },
      {
        file: 'scribble-hub/series.html',
        url: `${HUB}/series/70012/the-forty-first-step/`,
        kind: 'listing',
        count: 1,
        works: [
          {
            workId: '70012',
            title: 'The Forty-First Step',
            author: 'Marlowe Tide',
            tags: ['Mystery', 'Drama', 'Lighthouse'],
            warnings: ['Gore'],
            status: 'ongoing',
            chapters: 2,
            counters: { hits: 12_500, favourites: 321, followers: 1002, meanRating: 0.9 },
            summary: 'A lamp goes missing every night, and Ilse goes looking.',
          },
        ],
      },
      {
        file: 'scribble-hub/listing.html',
        url: `${HUB}/series-ranking/?sort=1`,
        kind: 'listing',
        count: 8,
        works: [
          {
            workId: '100',
            title: 'Lamp Number 0',
            author: 'Author 0',
            tags: ['Mystery'],
            chapters: 3,
            counters: { hits: 1500, favourites: 10, followers: 200 },
          },
        ],
      },
      { file: 'scribble-hub/editor.html', url: `${HUB}/addchapter/70012/`, kind: 'editor' },
    ],
  },
  {
    site: fanFictionNet,
    pages: [
      {
        file: 'fanfiction-net/chapter.html',
        url: `${FFN}/s/7001234/2/The-Forty-First-Step`,
        kind: 'story',
        facts: {
          workId: '7001234',
          chapterId: '2',
          title: 'The Forty-First Step',
          chapterTitle: 'What the Ledger Said',
          author: 'marlowe tide',
          tags: ['Mystery', 'Hurt/Comfort', 'Ilse', 'The Harbour Master'],
          fandoms: ['Lighthouses'],
          rating: 'T',
          language: 'English',
          status: 'complete',
          words: 41_204,
          chapters: 3,
          counters: { comments: 87, favourites: 1012, followers: 640 },
          summary: 'A lamp goes missing every night, and Ilse goes looking for the hand that takes it.',
        },
        contains: [OPENING, ENDING],
        feedback: ['follow'],
      },
      {
        file: 'samples/fanfiction-chapter.html',
        url: 'https://www.fictionpress.com/s/1/1/ashes',
        kind: 'story',
        facts: { workId: 'fictionpress.com:1', title: 'Ashes of the Ninth Gate', author: 'kalenvex' },
        contains: ['By morning the road had swallowed every footprint he left.'],
      },
      {
        file: 'fanfiction-net/listing.html',
        url: `${FFN}/book/Lighthouses/?&srt=1`,
        kind: 'listing',
        count: 10,
        works: [
          {
            workId: '100',
            title: 'Lamp Number 0',
            author: 'author 0',
            tags: ['Mystery', 'Ilse', 'Mara'],
            rating: 'K+',
            language: 'English',
            status: 'complete',
            words: 1234,
            chapters: 2,
            counters: { comments: 14, favourites: 45, followers: 21 },
            summary: 'Somebody counts the lamps, night 0.',
          },
        ],
      },
      { file: 'fanfiction-net/editor.html', url: `${FFN}/docs/edit.php?docid=4`, kind: 'editor' },
      { file: 'fanfiction-net/gone.html', url: `${FFN}/s/9`, kind: null },
    ],
  },
  {
    site: xenforo,
    pages: [
      {
        file: 'xenforo/thread.html',
        url: `${FORUM}/threads/the-forty-first-step.7001/#post-91`,
        kind: 'story',
        facts: {
          workId: 'spacebattles.com:7001',
          chapterId: '91',
          title: 'The Forty-First Step',
          chapterTitle: 'What the Ledger Said',
          author: 'Marlowe Tide',
          tags: ['mystery', 'sea'],
          counters: { kudos: 44 },
        },
        contains: [OPENING, 'The third night she did not count at all.'],
        feedback: ['like', 'like'],
        next: '/threads/the-forty-first-step.7001/post-92',
      },
      {
        file: 'xenforo/no-threadmarks.html',
        url: 'https://forums.sufficientvelocity.com/threads/a-small-lamp.12/',
        kind: 'story',
        facts: {
          workId: 'sufficientvelocity.com:12',
          title: 'A Small Lamp',
          author: 'tern',
          chapterTitle: null,
        },
        contains: [OPENING],
      },
      {
        file: 'xenforo/no-threadmarks.html',
        url: 'https://forums.sufficientvelocity.com/threads/a-small-lamp.12/page-7',
        kind: null,
      },
      {
        file: 'xenforo/forum.html',
        url: `${FORUM}/forums/creative-writing.18/`,
        kind: 'listing',
        count: 8,
        works: [
          {
            workId: 'spacebattles.com:100',
            title: 'Lamp Number 0',
            author: 'author 0',
            tags: ['Original'],
            words: 12_000,
            counters: { comments: 30, hits: 4000 },
          },
        ],
      },
      {
        file: 'xenforo/post-thread.html',
        url: `${FORUM}/forums/creative-writing.18/post-thread`,
        kind: 'editor',
      },
    ],
  },
  {
    site: wattpad,
    pages: [
      {
        file: 'wattpad/part.html',
        url: `${PAD}/7001-the-forty-first-step-what-the-ledger-said`,
        kind: 'story',
        facts: {
          workId: '7001234',
          chapterId: '7001',
          title: 'The Forty-First Step',
          chapterTitle: 'What the Ledger Said',
          author: 'marlowe_tide',
          tags: ['lighthouse', 'mystery'],
          counters: { hits: 15_300, kudos: 1012, comments: 87 },
        },
        contains: [OPENING, ENDING],
        feedback: ['like', 'bookmark'],
        next: `${PAD}/7002-the-forty-first-step-below`,
      },
      {
        file: 'wattpad/redesign.html',
        url: `${PAD}/7001-the-forty-first-step-what-the-ledger-said/page/2`,
        kind: 'story',
        facts: {
          workId: '7001234',
          title: 'The Forty-First Step',
          chapterTitle: 'What the Ledger Said',
          author: 'marlowe_tide',
          tags: ['lighthouse'],
        },
        contains: [OPENING],
      },
      {
        file: 'wattpad/story.html',
        url: `${PAD}/story/7001234-the-forty-first-step`,
        kind: 'listing',
        count: 1,
        works: [
          {
            workId: '7001234',
            title: 'The Forty-First Step',
            author: 'marlowe_tide',
            status: 'complete',
            chapters: 2,
            counters: { hits: 15_300, kudos: 1200 },
          },
        ],
      },
      {
        file: 'wattpad/listing.html',
        url: `${PAD}/stories/mystery`,
        kind: 'listing',
        count: 6,
        works: [
          { workId: '100', title: 'Lamp Number 0', author: 'author0', chapters: 3, counters: { kudos: 40 } },
        ],
      },
      { file: 'wattpad/editor.html', url: `${PAD}/myworks/7001234/write/7001`, kind: 'editor' },
    ],
  },
  {
    site: webnovel,
    pages: [
      {
        file: 'webnovel/chapter.html',
        url: `${NOVEL}/book/the-forty-first-step_7001234/what-the-ledger-said_9002`,
        kind: 'story',
        facts: {
          workId: '7001234',
          chapterId: '9002',
          title: 'The Forty-First Step',
          chapterTitle: 'Chapter 2: What the Ledger Said',
          author: 'Marlowe Tide',
        },
        contains: [OPENING, ENDING],
      },
      {
        // Three chapters down one page: the address names the one in the middle.
        file: 'webnovel/chapters-in-a-row.html',
        url: `${NOVEL}/book/the-forty-first-step_7001234/what-the-ledger-said_9002`,
        kind: 'story',
        facts: { workId: '7001234', chapterId: '9002', chapterTitle: 'Chapter 2: What the Ledger Said' },
        contains: [OPENING, ENDING],
      },
      {
        file: 'webnovel/book.html',
        url: `${NOVEL}/book/the-forty-first-step_7001234`,
        kind: 'listing',
        count: 1,
        works: [
          {
            workId: '7001234',
            title: 'The Forty-First Step',
            author: 'Marlowe Tide',
            tags: ['MYSTERY', 'SEA'],
          },
        ],
      },
      {
        file: 'webnovel/listing.html',
        url: `${NOVEL}/stories/novel`,
        kind: 'listing',
        count: 6,
        works: [
          { workId: '100', title: 'Lamp Number 0', tags: ['Mystery'], summary: 'Somebody counts the lamps.' },
        ],
      },
      {
        file: 'webnovel/editor.html',
        url: 'https://inkstone.webnovel.com/novels/chapter/create/7001234',
        kind: 'editor',
      },
    ],
  },
  {
    site: inkitt,
    pages: [
      {
        file: 'inkitt/chapter.html',
        url: 'https://www.inkitt.com/stories/mystery/7001/chapters/2',
        kind: 'story',
        facts: {
          workId: '7001',
          chapterId: '2',
          title: 'The Forty-First Step',
          chapterTitle: 'What the Ledger Said',
          author: 'Marlowe Tide',
          tags: ['mystery'],
        },
        contains: [OPENING, ENDING],
        next: '/stories/mystery/7001/chapters/3',
      },
      {
        file: 'inkitt/story.html',
        url: 'https://www.inkitt.com/stories/mystery/7001',
        kind: 'listing',
        count: 1,
        works: [{ workId: '7001', title: 'The Forty-First Step', author: 'Marlowe Tide', chapters: 2 }],
      },
      {
        file: 'inkitt/listing.html',
        url: 'https://www.inkitt.com/genres/mystery',
        kind: 'listing',
        count: 5,
        works: [{ workId: '100', title: 'Lamp Number 0', author: 'Author 0' }],
      },
    ],
  },
  {
    site: tapas,
    pages: [
      {
        file: 'tapas/episode.html',
        url: 'https://tapas.io/episode/9002',
        kind: 'story',
        facts: {
          workId: 'the-forty-first-step',
          chapterId: '9002',
          title: 'The Forty-First Step',
          chapterTitle: 'What the Ledger Said',
          author: 'Marlowe Tide',
        },
        contains: [OPENING, ENDING],
        next: '/episode/9003',
      },
      { file: 'tapas/comic.html', url: 'https://tapas.io/episode/5', kind: null },
      {
        file: 'tapas/series.html',
        url: 'https://tapas.io/series/the-forty-first-step/info',
        kind: 'listing',
        count: 1,
        works: [{ workId: 'the-forty-first-step', author: 'Marlowe Tide', counters: { followers: 1234 } }],
      },
      {
        file: 'tapas/listing.html',
        url: 'https://tapas.io/novels',
        kind: 'listing',
        count: 5,
        works: [{ workId: 'lamp-0', title: 'Lamp Number 0', author: 'Author 0' }],
      },
    ],
  },
];
