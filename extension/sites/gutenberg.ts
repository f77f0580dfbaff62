import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import {
  asLabels,
  asLine,
  counters,
  countOf,
  find,
  findAll,
  labelsOf,
  languageOf,
  lineOf,
  linkUrl,
  metaContent,
  pageTitle,
  pathPart,
  summaryOf,
} from './fields.ts';
import { listingOf } from './pages.ts';
import { defineSite, type ListedWork, type ListingPage, type PageContext, type StoryPage } from './site.ts';
import { countWords, type Passage, readPassages } from './story-text.ts';

/**
 * Project Gutenberg. A book is one HTML or text file, made by hand or by machine over thirty years; common to all is
 * the licence before and after the text, in marked sections in new files and between lines of asterisks in old ones.
 * A book's information page has no text and is read as a listing of one work.
 */
export const gutenberg = defineSite({
  id: 'gutenberg',

  recognise({ pathname }) {
    if (/^\/(?:cache\/epub|files)\/\d+\/.+\.(?:html?|txt|utf-?8|images)$/i.test(pathname)) return 'story';
    if (/^\/ebooks\/\d+\.(?:html|txt)[^/]*$/.test(pathname)) return 'story';
    // The mirrors' layout: /1/3/4/1342/1342-h/1342-h.htm
    if (/^\/(?:dirs\/)?(?:\d\/)+\d+\/.+\.(?:html?|txt)$/i.test(pathname)) return 'story';
    if (/^\/ebooks\/(?:\d+|search|bookshelf\/\d+|author\/\d+|subject\/\d+)\/?$/.test(pathname))
      return 'listing';
    return null;
  },

  read(context) {
    if (context.kind === 'story') return readBook(context);
    return /^\/ebooks\/\d+\/?$/.test(context.url.pathname) ? readInformation(context) : readShelf(context);
  },
});

const book = {
  title: ['#pg-title-no-subtitle', '#pg-header-heading'],
  heading: ['body > h1', 'h1', 'h2'],
  notText: [
    '.pg-boilerplate',
    '#pg-header',
    '#pg-footer',
    '#pg-machine-header',
    '.pagenum',
    '.pageno',
    '.pgnum',
    '.transnote',
    '.tnote',
    '.toc',
    '#toc',
  ],
} as const;

/** `*** START OF THE PROJECT GUTENBERG EBOOK … ***`; before 2004 the header ended with `*END*THE SMALL PRINT! …` */
const START =
  /\*{3} ?START OF TH(?:E|IS) PROJECT GUTENBERG[^*]{0,400}\*{3}|\*END\* ?THE SMALL PRINT![^*]{0,200}\*[^*\n]{0,80}\*?END\*/i;
const END =
  /\*{3} ?END OF TH(?:E|IS) PROJECT GUTENBERG|^\s*End of (?:the |this )?Project Gutenberg(?:'s|’s)? /im;
/** Who made the file; stands between the licence and the text. */
const CREDITS =
  /^(?:Produced by|E-?text prepared by|This e-?text was (?:prepared|produced) by|Credits?:|Transcribed (?:from|by))\b/i;

function readBook({ url, document, styles, health }: PageContext): StoryPage | null {
  const body = find(document, ['body']);
  const all = body ? readPassages([body], book.notText, styles) : [];
  const { header, story } = withoutLicence(all);
  if (story.length === 0) {
    health.note('text', body ? 'empty' : 'missing', true);
    return null;
  }
  const workId = bookId(url);
  if (workId === null) {
    health.note('workId', 'missing', true);
    return null;
  }
  const machine = machineHeader(document);
  const stated = (label: string): string | null => machine.get(label.toLowerCase()) ?? line(header, label);
  const named = titleAndAuthor(document);
  const head = find(document, book.heading);
  const facts: StoryFacts = {
    ...blankFacts(workId),
    title:
      stated('Title') ??
      lineOf(find(document, book.title))?.replace(/^The Project Gutenberg e-?book of\s+/i, '') ??
      metaContent(document, ['og:title', 'dc.title', 'DC.Title']) ??
      named.title ??
      lineOf(find(document, ['h1'])),
    author:
      stated('Author') ??
      naturalName(metaContent(document, ['dc.creator', 'DC.Creator', 'author'])) ??
      named.author ??
      stated('Editor'),
    tags: asLabels(
      findAll(document, ['meta[name="dc.subject"]', 'meta[name="DC.Subject"]']).map(
        (meta) => meta.getAttribute('content') ?? '',
      ),
    ),
    language:
      stated('Language') ?? metaContent(document, ['dc.language', 'DC.Language']) ?? languageOf(document),
    status: 'complete',
  };
  for (const field of ['title', 'author', 'language'] as const) {
    if (facts[field] === null) health.note(field, 'missing');
  }
  return { kind: 'story', facts, passages: story, head, feedback: [], next: null };
}

function bookId(url: URL): string | null {
  return (
    pathPart(url, /^\/(?:cache\/epub|files|ebooks)\/(\d+)/) ?? pathPart(url, /^\/(?:dirs\/)?(?:\d\/)+(\d+)\//)
  );
}

/** The story between the licence's lines, where the page still has them, and the header before them. */
function withoutLicence(passages: readonly Passage[]): {
  header: readonly Passage[];
  story: readonly Passage[];
} {
  const start = passages.findIndex((passage) => START.test(passage.text));
  const header = start < 0 ? [] : passages.slice(0, start + 1);
  let story = passages.slice(Math.max(0, start)).map((passage, index) => {
    const marker = start >= 0 && index === 0 ? START.exec(passage.text) : null;
    return marker ? retell(passage, passage.text.slice(marker.index + marker[0].length)) : passage;
  });
  const end = story.findIndex((passage) => END.test(passage.text));
  if (end >= 0) {
    const last = story[end];
    story = story.slice(0, end);
    if (last) story.push(retell(last, last.text.slice(0, END.exec(last.text)?.index ?? 0)));
  }
  return {
    header,
    story: story.filter(
      (passage, index) =>
        passage.text !== '' && !(index < 6 && CREDITS.test(passage.text) && passage.words < 60),
    ),
  };
}

function retell(passage: Passage, text: string): Passage {
  const trimmed = text.trim();
  return { element: passage.element, text: trimmed, words: countWords(trimmed) };
}

/** `Title: …` in the header of an old file; a title's further lines are indented, and folded here. */
function line(header: readonly Passage[], label: string): string | null {
  for (const { text } of header) {
    const found = new RegExp(`^${label}:[^\\S\\n]*(\\S.*)$`, 'im').exec(text.slice(0, 20_000));
    if (found) return asLine(found[1]);
  }
  return null;
}

/** The labelled lines of a new file's header. */
function machineHeader(document: Document): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const label of findAll(document, [
    '#pg-machine-header p strong',
    '#pg-header p strong',
    '.pgheader p strong',
  ])) {
    const name = lineOf(label)?.replace(/:$/, '').toLowerCase();
    const whole = lineOf(label.closest('p'));
    const value = asLine(whole?.slice(whole.indexOf(':') + 1));
    if (name !== undefined && value !== null && !lines.has(name)) lines.set(name, value);
  }
  return lines;
}

/** `The Project Gutenberg eBook of Title, by Author`, the `<title>` of every HTML book. */
function titleAndAuthor(document: Document): { title: string | null; author: string | null } {
  const text = (pageTitle(document) ?? '')
    .replace(/^(?:The )?Project Gutenberg(?:'s|’s)? e-?(?:book|text) of\s+/i, '')
    .replace(/\s*[|—-]\s*Project Gutenberg\s*$/i, '');
  const by = text.search(/,?\s+by\s+(?=[^,]+$|[^,]+, (?:Jr|Sr))/i);
  if (by < 0) return { title: asLine(text), author: null };
  return { title: asLine(text.slice(0, by)), author: asLine(text.slice(by).replace(/^,?\s+by\s+/i, '')) };
}

/** `Shelley, Mary Wollstonecraft, 1797-1851` as a reader would say it. */
function naturalName(catalogued: string | null): string | null {
  if (catalogued === null) return null;
  const [family = '', given] = catalogued.split(',').map((part) => part.trim());
  return asLine(given === undefined || /\d/.test(given) ? family : `${given} ${family}`);
}

function readInformation({ url, document, health }: PageContext): ListingPage | null {
  const head = find(document, ['h1[itemprop="name"]', '#book_title', 'h1']);
  const rows = bibliography(document);
  const workId = bookId(url);
  if (workId === null || head === null || rows.size === 0) {
    health.note('works', 'missing', true);
    return null;
  }
  const row = (label: string): Element | null => rows.get(label)?.[0] ?? null;
  const facts: StoryFacts = {
    ...blankFacts(workId),
    title: lineOf(row('title')) ?? lineOf(head),
    author: naturalName(lineOf(row('author') ?? row('editor'))),
    tags: labelsOf(rows.get('subject') ?? []),
    language: lineOf(row('language')),
    status: 'complete',
    counters: counters({ hits: countOf(row('downloads')) }),
    summary: summaryOf(row('summary')),
  };
  if (facts.author === null) health.note('author', 'missing');
  const element = find(document, ['#bibrec', '.page-body', 'main']) ?? document.body;
  const link = find(document, [
    'a[href*=".html.images"]',
    'a[href*=".html"][type^="text/html"]',
    'a[href*="/cache/epub/"]',
  ]);
  return { kind: 'listing', works: [{ facts, element, link, head, feedback: [] }] };
}

/** The rows of the bibliographic table by their label. */
function bibliography(document: Document): ReadonlyMap<string, Element[]> {
  const rows = new Map<string, Element[]>();
  for (const row of findAll(document, ['table.bibrec tr', '#bibrec tr', 'table tr'])) {
    const label = lineOf(row.querySelector('th'))?.toLowerCase();
    const value = row.querySelector('td');
    if (label === undefined || value === null) continue;
    rows.set(label, [...(rows.get(label) ?? []), value]);
  }
  return rows;
}

function readShelf({ url, document, health }: PageContext): ListingPage | null {
  const works = findAll(document, ['li.booklink']).map((item): ListedWork | null => {
    const link = find(item, ['a.link[href*="/ebooks/"]', 'a[href*="/ebooks/"]']);
    const target = linkUrl(link, url);
    const workId = target && pathPart(target, /^\/ebooks\/(\d+)$/);
    if (!workId || link === null) return null;
    const facts: StoryFacts = {
      ...blankFacts(workId),
      title: lineOf(find(item, ['.title'])),
      author: lineOf(find(item, ['.subtitle'])),
      status: 'complete',
      counters: counters({ hits: countOf(find(item, ['.extra'])) }),
    };
    return { facts, element: item, link, head: find(item, ['.title']) ?? link, feedback: [] };
  });
  return listingOf(works, health);
}

/*
Test URLs
https://www.gutenberg.org/ebooks/84                                   information page
https://www.gutenberg.org/cache/epub/84/pg84-images.html              marked header and footer
https://www.gutenberg.org/files/1342/1342-h/1342-h.htm                made by hand
https://www.gutenberg.org/files/11/11-0.txt                           plain text
https://www.gutenberg.org/ebooks/search/?query=machine
https://www.gutenberg.org/ebooks/bookshelf/68
*/
