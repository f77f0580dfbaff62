import { ao3 } from '../../../extension/sites/ao3.ts';
import { demoLibrary } from '../../../extension/sites/demo-library.ts';
import { gutenberg } from '../../../extension/sites/gutenberg.ts';
import { readability } from '../../../extension/sites/readability.ts';
import { royalRoad } from '../../../extension/sites/royal-road.ts';
import { scpWiki } from '../../../extension/sites/scp-wiki.ts';
import type { SavedSite } from './page-case.ts';

const ARCHIVE = 'https://archiveofourown.org';
const ROAD = 'https://www.royalroad.com';
const BOOKS = 'https://www.gutenberg.org';
const WIKI = 'https://scp-wiki.wikidot.com';
const LIBRARY = 'http://127.0.0.1:4010';

export const archives: readonly SavedSite[] = [
  {
    site: ao3,
    pages: [
      {
        file: 'ao3/chapter.html',
        url: `${ARCHIVE}/works/7001234/chapters/9002`,
        kind: 'story',
        facts: {
          workId: '7001234',
          chapterId: '9002',
          title: 'The Forty-First Step',
          chapterTitle: 'Chapter 2: What the Ledger Said',
          author: 'marlowe_tide, quill',
          tags: [
            'Gen',
            'Ilse & The Harbour Master',
            'Ilse',
            'The Harbour Master',
            'Slow Burn',
            'Lighthouses',
            'Sea & Storm',
          ],
          fandoms: ['Original Work'],
          warnings: ['No Archive Warnings Apply'],
          rating: 'Teen And Up Audiences',
          language: 'English',
          status: 'ongoing',
          words: 41_204,
          chapters: 2,
          counters: { kudos: 1012, hits: 15_377, bookmarks: 210, comments: 87 },
          summary: 'A lamp goes missing every night, and Ilse goes looking for the hand that takes it.',
        },
        contains: ['The ferry had stopped running in October'],
        feedback: ['kudos', 'bookmark', 'follow'],
        next: '/works/7001234/chapters/9003#workskin',
      },
      {
        file: 'ao3/chapter.html',
        url: `${ARCHIVE}/chapters/9002?show_comments=true`,
        kind: 'story',
        facts: { workId: '7001234', chapterId: '9002' },
      },
      {
        file: 'ao3/one-shot.html',
        url: `${ARCHIVE}/collections/lamps/works/7001234?view_adult=true#workskin`,
        kind: 'story',
        facts: {
          workId: '7001234',
          chapterId: null,
          chapterTitle: null,
          author: 'Anonymous',
          status: 'complete',
          words: 2310,
        },
        next: null,
      },
      {
        file: 'ao3/whole-work.html',
        url: `${ARCHIVE}/works/7001234?view_full_work=true`,
        kind: 'story',
        facts: { chapterId: null, chapterTitle: null, chapters: 3, status: 'complete' },
        contains: ['The ferry had stopped', 'forty-one'],
      },
      {
        file: 'ao3/hostile-title.html',
        url: `${ARCHIVE}/works/7001234/chapters/9002`,
        kind: 'story',
        facts: { title: 'The Forty-First Step <img src=x onerror=alert(1)>' },
        contains: ['Seen and read.'],
      },
      {
        file: 'ao3/right-to-left.html',
        url: 'https://squidgeworld.org/works/31',
        kind: 'story',
        facts: {
          workId: 'squidgeworld.org:31',
          title: 'המדרגה הארבעים ואחת',
          author: 'יעל',
          language: 'עברית',
        },
        contains: ['אילזה ספרה אותם'],
      },
      { file: 'ao3/adult-content.html', url: `${ARCHIVE}/works/7001234`, kind: null },
      { file: 'ao3/login.html', url: `${ARCHIVE}/works/7001234`, kind: null },
      {
        file: 'ao3/listing.html',
        url: `${ARCHIVE}/tags/Lighthouses/works?page=1`,
        kind: 'listing',
        count: 20,
        works: [
          {
            workId: '100',
            title: 'Lamp Number 1',
            author: 'tern',
            tags: ['F/F', 'Gen', 'Ilse/Mara', 'Ilse', 'Lighthouses', 'Mystery'],
            rating: 'General Audiences',
            status: 'complete',
            words: 1234,
            chapters: 1,
            counters: { kudos: 321, hits: 4512, bookmarks: 45, comments: 14 },
            summary: 'Somebody counts the lamps.',
          },
          { workId: '101', author: 'gull', status: 'ongoing', chapters: 3 },
          { workId: '102', author: 'Anonymous', status: 'complete' },
          { workId: '103', status: 'ongoing', words: 4936 },
        ],
      },
      {
        file: 'ao3/bookmarks.html',
        url: `${ARCHIVE}/users/tern/bookmarks`,
        kind: 'listing',
        count: 2,
        works: [
          { workId: '500', title: 'Kept' },
          { workId: '501', title: 'Kept Too' },
        ],
      },
      { file: 'ao3/editor.html', url: `${ARCHIVE}/works/new`, kind: 'editor' },
      {
        file: 'samples/ao3-chapter.html',
        url: `${ARCHIVE}/works/1/chapters/1`,
        kind: 'story',
        facts: { title: 'Ashes of the Ninth Gate', author: 'kalenvex', words: 41_204, chapters: 42 },
        contains: ['By morning the road had swallowed every footprint he left.'],
      },
    ],
  },
  {
    site: royalRoad,
    pages: [
      {
        file: 'royal-road/chapter.html',
        url: `${ROAD}/fiction/42001/tower-of-small-hours/chapter/901/2-the-climb`,
        kind: 'story',
        facts: {
          workId: '42001',
          chapterId: '901',
          title: 'Tower of Small Hours',
          chapterTitle: '2. The Climb',
          author: 'nightferry',
          words: null,
        },
        contains: ['The last plank held.', 'Lamp Oil'],
        feedback: ['follow', 'favourite', 'bookmark'],
        next: '/fiction/42001/tower-of-small-hours/chapter/902/3-the-bell',
      },
      {
        file: 'royal-road/redesign.html',
        url: `${ROAD}/fiction/42001/tower-of-small-hours/chapter/901/2-the-climb`,
        kind: 'story',
        facts: { title: 'Tower of Small Hours', chapterTitle: '2. The Climb', author: 'nightferry' },
        next: '/fiction/42001/tower-of-small-hours/chapter/902/3-the-bell',
      },
      {
        file: 'royal-road/fiction.html',
        url: `${ROAD}/fiction/42001/tower-of-small-hours`,
        kind: 'listing',
        count: 1,
        works: [
          {
            workId: '42001',
            title: 'Tower of Small Hours',
            author: 'nightferry',
            tags: ['Fantasy', 'Mystery'],
            warnings: ['Profanity', 'Traumatising content'],
            status: 'ongoing',
            words: 823_146,
            chapters: 2,
            counters: { hits: 1_234_567, followers: 8910, favourites: 2002, votes: 1500, meanRating: 0.91 },
            summary: 'A lamplighter climbs a tower that has one step too many.',
          },
        ],
      },
      {
        file: 'royal-road/listing.html',
        url: `${ROAD}/fictions/best-rated`,
        kind: 'listing',
        count: 9,
        works: [
          {
            workId: '50',
            title: 'Tale 0',
            tags: ['LitRPG', 'Comedy'],
            status: 'complete',
            chapters: 100,
            counters: { followers: 1000, hits: 10_848_659, meanRating: 0.8 },
            summary: 'What happened in tale 0.',
          },
          { status: 'ongoing' },
          { status: 'hiatus' },
          { status: 'stub' },
        ],
      },
      {
        file: 'samples/royalroad-chapter.html',
        url: `${ROAD}/fiction/1/test-story/chapter/2/the-climb`,
        kind: 'story',
        facts: { title: 'Test Story', chapterTitle: 'Chapter 2: The Climb', author: null },
      },
      {
        file: 'samples/royalroad-fiction.html',
        url: `${ROAD}/fiction/1/test-story`,
        kind: 'listing',
        works: [{ title: 'Test Story', tags: ['Fantasy', 'Adventure'], status: 'ongoing' }],
      },
    ],
  },
  {
    site: gutenberg,
    pages: [
      {
        file: 'gutenberg/images.html',
        url: `${BOOKS}/cache/epub/99184/pg99184-images.html`,
        kind: 'story',
        facts: {
          workId: '99184',
          title: 'The Forty-First Step',
          author: 'Marlowe Tide',
          language: 'English',
          tags: ['Lighthouses -- Fiction', 'Islands -- Fiction'],
        },
        contains: ['One Lamp Fewer', 'The ferry had stopped'],
      },
      {
        file: 'gutenberg/handmade.htm',
        url: `${BOOKS}/files/99184/99184-h/99184-h.htm`,
        kind: 'story',
        facts: {
          workId: '99184',
          title: 'The Forty-First Step',
          author: 'Marlowe Tide',
          language: 'English',
        },
        contains: ['THE FORTY-FIRST STEP'],
      },
      {
        file: 'gutenberg/plain-text.html',
        url: `${BOOKS}/files/99184/99184-0.txt`,
        kind: 'story',
        facts: {
          workId: '99184',
          title: 'The Forty-First Step',
          author: 'Marlowe Tide',
          language: 'English',
        },
        contains: ['Ilse counted the lamps'],
      },
      {
        file: 'gutenberg/information.html',
        url: `${BOOKS}/ebooks/99184`,
        kind: 'listing',
        works: [
          {
            workId: '99184',
            title: 'The Forty-First Step',
            author: 'Marlowe Tide',
            tags: ['Lighthouses -- Fiction', 'Islands -- Fiction'],
            counters: { hits: 1234 },
          },
        ],
      },
      {
        file: 'gutenberg/shelf.html',
        url: `${BOOKS}/ebooks/search/?query=book`,
        kind: 'listing',
        count: 8,
        works: [{ workId: '700', title: 'Book 0', author: 'Author 0', counters: { hits: 1204 } }],
      },
    ],
  },
  {
    site: scpWiki,
    pages: [
      {
        file: 'scp-wiki/entry.html',
        url: `${WIKI}/scp-9041`,
        kind: 'story',
        facts: {
          workId: 'scp-9041',
          title: 'SCP-9041',
          author: 'Marlowe Tide',
          tags: ['euclid', 'scp', 'autonomous'],
          counters: { votes: 1412 },
          words: null,
        },
        contains: ['Special Containment Procedures:', 'Shown tab about the lamp.'],
        feedback: ['rating', 'rating', 'rating'],
        next: '/scp-9042',
      },
      {
        file: 'scp-wiki/tale.html',
        url: 'https://scpwiki.com/the-forty-first-step/noredirect/true',
        kind: 'story',
        facts: { workId: 'the-forty-first-step', title: 'The Forty-First Step', author: null, counters: {} },
      },
      { file: 'scp-wiki/guide.html', url: `${WIKI}/how-to-write-an-scp`, kind: null },
      {
        file: 'scp-wiki/series.html',
        url: `${WIKI}/scp-series`,
        kind: 'listing',
        count: 3,
        works: [
          { workId: 'scp-001' },
          { title: 'SCP-002 - The "Living" Room' },
          { title: 'SCP-005 - Skeleton Key' },
        ],
      },
    ],
  },
  {
    site: demoLibrary,
    pages: [
      {
        file: 'demo-library/story.html',
        url: `${LIBRARY}/stories/104/the-forty-first-step`,
        kind: 'story',
        facts: {
          workId: '104',
          chapterId: '104-1',
          title: 'The Forty-First Step',
          chapterTitle: 'One Lamp Fewer',
          author: 'Marlowe Tide',
          tags: ['lighthouse', 'mystery'],
          rating: 'General Audiences',
          language: 'en',
          status: 'complete',
          words: 5120,
          chapters: 2,
          counters: { kudos: 1204, hits: 9000, bookmarks: 31, comments: 4 },
        },
        next: '/stories/104/the-forty-first-step/chapters/2',
      },
      {
        file: 'demo-library/listing.html',
        url: `${LIBRARY}/?sort=kudos`,
        kind: 'listing',
        count: 12,
        works: [{ workId: '100', title: 'Tale 0', author: 'Author 0', words: 500 }],
      },
      { file: 'demo-library/editor.html', url: `${LIBRARY}/write/x1`, kind: 'editor' },
    ],
  },
  {
    site: readability,
    pages: [
      {
        file: 'readability/blog-story.html',
        url: 'https://quarterly.example.org/2024/the-forty-first-step',
        kind: 'story',
        facts: {
          workId: 'quarterly.example.org/2024/the-forty-first-step',
          title: 'The Forty-First Step',
          author: 'Marlowe Tide',
          language: 'en',
        },
        contains: ['The ferry had stopped running in October'],
      },
      { file: 'readability/login.html', url: 'https://quarterly.example.org/login', kind: null },
      {
        file: 'samples/fanfiction-chapter.html',
        url: 'https://stories.example.org/s/1/1/ashes',
        kind: 'story',
        contains: ['By morning the road had swallowed every footprint he left.'],
      },
    ],
  },
];
