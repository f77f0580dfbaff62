import type { StoryFacts } from '../../shared/protocol/page.ts';
import {
  asLabels,
  asLine,
  counters,
  countIn,
  find,
  findAll,
  labelsOf,
  lineOf,
  pathPart,
  summaryOf,
} from './fields.ts';
import { editorOf } from './pages.ts';
import { defineSite, type FeedbackControl, type PageContext, type StoryPage } from './site.ts';
import { storyOf } from './story-recipe.ts';
import { worksByLinks } from './works-by-links.ts';

/** FanFiction.net and FictionPress, which run one engine; with their pages for phones. */
export const fanFictionNet = defineSite({
  id: 'fanfiction-net',

  recognise({ pathname }) {
    if (/^\/s\/\d+(?:\/|$)/.test(pathname)) return 'story';
    if (/^\/(?:docs\/edit\.php|story\/story_edit)/.test(pathname)) return 'editor';
    return LISTINGS.test(pathname) ? 'listing' : null;
  },

  read(context) {
    if (context.kind === 'editor') return editorOf(findAll(context.document, editors), context.health);
    return context.kind === 'story' ? readChapter(context) : readList(context);
  },
});

const LISTINGS =
  /^\/(?:(?:u|community|j|topic|anime|book|cartoon|comic|game|misc|play|movie|tv|crossovers|fiction)\/.|(?:search|favorites|alert)(?:\/|$))/;

const editors = [
  'form[name="docform"] :is(iframe[id$="_ifr"], textarea)',
  'textarea[name="bio"]',
  'iframe[id$="_ifr"], textarea[name="webcontent"]',
];

const chapter = {
  title: ['#profile_top b.xcontrast_txt', '#profile_top > b', '#content > b'],
  author: ['#profile_top a[href^="/u/"]', 'a[href*="/u/"]'],
  text: ['#storytext', '#storytextp', '#storycontent'],
  notText: ['.a2a_kit', '.lc-wrapper', '#review_success'],
  next: ['a[rel~="next"]', 'link[rel="next"]'],
  nextByWords: ['button[onclick*="location"], a.btn[href*="/s/"]', 'a[href*="/s/"]'],
} as const;

/** Facts stand in one grey line: `Rated: Fiction T - English - Fantasy/Mystery - Chapters: 3 - Words: 12,345 - …`. */
const greyLine = ['#profile_top span.xgray', '.z-padtop2', '.gray'];

function readChapter(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const line = lineOf(find(document, greyLine));
  const number = pathPart(url, /^\/s\/\d+\/(\d+)/);
  const id = pathPart(url, /^\/s\/(\d+)/);
  return storyOf(context, chapter, {
    workId: id === null ? null : workIdOf(url, id),
    facts: {
      chapterId: number,
      chapterTitle: chosenChapter(document, number),
      fandoms: fandomsOf(labelsOf(findAll(document, ['#pre_story_links a']))),
      summary: summaryOf(
        find(document, ['#profile_top > div.xcontrast_txt', '#profile_top div.xcontrast_txt']),
      ),
      ...(line === null ? {} : told(line)),
    },
    feedback: readFeedback(document),
  });
}

/** Works of both sites are numbered from 1. */
function workIdOf(url: URL, id: string): string {
  return url.hostname.endsWith('fictionpress.com') ? `fictionpress.com:${id}` : id;
}

/** `2. What the Ledger Said` of the list of chapters; a story of one chapter has no list. */
function chosenChapter(document: Document, number: string | null): string | null {
  const options = findAll(document, ['#chap_select option', 'select[name="chapter"] option']);
  const chosen =
    options.find((option) => option.hasAttribute('selected')) ??
    options.find((option) => option.getAttribute('value') === number);
  return asLine(lineOf(chosen ?? null)?.replace(/^\d+\.\s*/, ''));
}

/** Category and fandom; of a crossover both its worlds. */
function fandomsOf(links: readonly string[]): string[] {
  const last = links.at(-1) ?? '';
  const worlds = last.replace(/\sCrossover$/i, '');
  return asLabels(links.length < 2 || worlds === last ? links.slice(-1) : worlds.split(/\s\+\s/));
}

const WITH_A_NAME = /^([a-z]+):\s*(.*)$/i;
const GENRES =
  /^(?:adventure|angst|biography|crime|drama|essay|family|fantasy|friendship|general|historical|horror|humor|hurt\/comfort|kids|life|manga|mystery|mythology|parody|play|poetry|political|religion|romance|sci-fi|spiritual|spy|suspense|supernatural|theater|thriller|tragedy|war|western|young adult)$/i;

function told(line: string): Partial<StoryFacts> {
  const parts = line.split(/\s+-\s+/).map((part) => part.trim());
  const named = new Map<string, string>();
  const rest: string[] = [];
  for (const part of parts) {
    const [, name, value] = WITH_A_NAME.exec(part) ?? [];
    if (name !== undefined && value !== undefined) named.set(name.toLowerCase(), value);
    else rest.push(part);
  }
  const genres = rest.find((part) => genresOf(part).length > 0);
  const isComplete = (part = ''): boolean => /^complete$/i.test(part);
  const complete = [...rest, named.get('status')].some(isComplete);
  const others = rest.filter((part) => part !== genres && !isComplete(part));
  const language = others.find((part) => /^\p{L}+$/u.test(part));
  const people = others.filter((part) => part !== language);
  const rating = named.get('rated')?.replace(/^fiction\s+/i, '');
  return {
    tags: asLabels([
      ...(genres === undefined ? [] : genresOf(genres)),
      ...people.flatMap((part) => part.replace(/[[\]]/g, ',').split(',')),
    ]),
    rating: asLine(rating),
    language: asLine(language),
    status: complete ? 'complete' : 'ongoing',
    words: countIn(named.get('words')),
    chapters: countIn(named.get('chapters')) ?? 1,
    counters: counters({
      comments: countIn(named.get('reviews')),
      favourites: countIn(named.get('favs')),
      followers: countIn(named.get('follows')),
    }),
  };
}

/** `Hurt/Comfort/Drama` are two genres. */
function genresOf(part: string): string[] {
  const genres = part.split(/\/(?!comfort)/i);
  return genres.every((genre) => GENRES.test(genre)) ? genres : [];
}

/** One button opens a box with what to follow and favour; pressing it is the first step of either. */
function readFeedback(document: Document): readonly FeedbackControl[] {
  const element = findAll(document, ['#profile_top button']).find((button) =>
    /follow|fav/i.test(lineOf(button) ?? ''),
  );
  if (element === undefined) return [];
  return [{ act: 'follow', element, event: 'click', meaning: () => ({ on: true, value: null }) }];
}

function readList(context: PageContext) {
  return worksByLinks(context, {
    workOf: (url) => {
      const id = pathPart(url, /^\/s\/(\d+)/);
      return id === null ? null : workIdOf(url, id);
    },
    item: ['.z-list', '.bs'],
    author: ['a[href*="/u/"]'],
    facts(item) {
      const whole = lineOf(find(item, ['.z-padtop', '.z-indent'])) ?? '';
      const line = lineOf(find(item, ['.z-padtop2', '.xgray', '.gray'])) ?? '';
      // On pages of one author the line begins with the fandom: `Lighthouses - Rated: K - …`.
      const [fandom = ''] = line.split(/\s-\sRated:|Rated:/);
      return {
        ...told(line.slice(fandom.length)),
        summary: asLine(whole.replace(line, '')),
        fandoms: asLabels(fandom.replace(/^crossover\s-\s/i, '').split(/\s&\s/)),
      };
    },
  });
}

/*
Test URLs
https://www.fanfiction.net/s/5782108/1/Harry-Potter-and-the-Methods-of-Rationality
https://www.fanfiction.net/book/Harry-Potter/
https://www.fanfiction.net/u/2269863/Less-Wrong
https://www.fictionpress.com/s/2961893/1/Mother-of-Learning
*/
