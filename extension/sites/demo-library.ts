import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import {
  asLine,
  counters,
  countIn,
  find,
  findAll,
  labelsOf,
  lineOf,
  pick,
  pickText,
  summaryOf,
} from './fields.ts';
import type { Health } from './health.ts';
import { editorOf, listingOf } from './pages.ts';
import {
  defineSite,
  type EditorPage,
  type FeedbackControl,
  type ListingPage,
  type PageContext,
  type StoryPage,
} from './site.ts';
import { readPassages } from './story-text.ts';

/** The demo library that `promptale up` serves on this machine; its markup is described in server/demo/library. */
export const demoLibrary = defineSite({
  id: 'demo-library',

  recognise({ pathname }) {
    if (/^\/stories\/\d+(?:\/|$)/.test(pathname)) return 'story';
    if (/^\/write\/[a-z0-9-]+\/?$/.test(pathname)) return 'editor';
    return /^\/(?:tags\/[^/]+\/?|shelf\/?)?$/.test(pathname) ? 'listing' : null;
  },

  read(context) {
    if (context.kind === 'story') return readStory(context);
    return context.kind === 'listing' ? readListing(context) : readEditor(context);
  },
});

function field(name: string): readonly string[] {
  return [`[data-field="${name}"]`];
}

function readStory({ url, document, styles, health }: PageContext): StoryPage | null {
  const main = find(document, ['main[data-page="story"]']);
  const passages = readPassages(main ? findAll(main, ['article[data-field="text"]']) : [], [], styles);
  const workId = main?.getAttribute('data-work-id') ?? /^\/stories\/(\d+)/.exec(url.pathname)?.[1] ?? '';
  if (main === null || passages.length === 0 || workId === '') {
    health.note('text', main ? 'empty' : 'missing', true);
    return null;
  }
  const head = find(main, ['header[data-part="head"]']) ?? main;
  return {
    kind: 'story',
    facts: {
      ...readFacts(workId.slice(0, 200), head, health),
      chapterId: main.getAttribute('data-chapter-id')?.slice(0, 200) ?? null,
      chapterTitle: lineOf(find(head, field('chapter-title'))),
    },
    passages,
    head: find(head, ['[data-part="title-line"]', '[data-field="title"]']),
    feedback: readFeedback(main),
    next: find(main, ['a[data-nav="next"]']) ?? find(document, ['a[data-nav="next"]']),
  };
}

function readFacts(workId: string, scope: ParentNode, health: Health): StoryFacts {
  const value = (name: string): string | null =>
    asLine(pick(scope, health, name, field(name))?.getAttribute('data-value'));
  const number = (name: string): number | null => countIn(find(scope, field(name))?.getAttribute('value'));
  const status = value('status');
  return {
    ...blankFacts(workId),
    title: pickText(scope, health, 'title', field('title')),
    author: pickText(scope, health, 'author', field('author')),
    tags: labelsOf(findAll(scope, field('tag'))),
    fandoms: labelsOf(findAll(scope, field('fandom'))),
    warnings: labelsOf(findAll(scope, field('warning'))),
    rating: lineOf(find(scope, field('rating'))),
    language: value('language'),
    status: status === 'complete' || status === 'stub' || status === 'ongoing' ? status : null,
    words: number('words'),
    chapters: number('chapters'),
    counters: counters({
      kudos: number('kudos'),
      hits: number('hits'),
      bookmarks: number('bookmarks'),
      comments: number('comments'),
      votes: number('votes'),
    }),
    summary: summaryOf(find(scope, field('summary'))),
  };
}

function readFeedback(main: Element): readonly FeedbackControl[] {
  const controls: FeedbackControl[] = [];
  for (const act of ['kudos', 'bookmark', 'follow'] as const) {
    const element = find(main, [`button[data-act="${act}"]`]);
    // While it is pressed, the button still shows the state that the press changes.
    const meaning = (button: Element) => ({
      on: button.getAttribute('aria-pressed') !== 'true',
      value: null,
    });
    if (element) controls.push({ act, element, event: 'click', meaning });
  }
  for (const element of findAll(main, ['form[data-act="rating"] input[type="radio"][name="stars"]'])) {
    const stars = countIn(element.getAttribute('value'));
    if (stars === null || stars < 1 || stars > 5) continue;
    controls.push({
      act: 'rating',
      element,
      event: 'change',
      meaning: () => ({ on: true, value: (stars - 1) / 4 }),
    });
  }
  const unrate = find(main, ['form[data-act="rating"] button[data-act="unrate"]']);
  if (unrate) {
    controls.push({
      act: 'rating',
      element: unrate,
      event: 'click',
      meaning: () => ({ on: false, value: null }),
    });
  }
  return controls;
}

function readListing({ document, health }: PageContext): ListingPage | null {
  const main = find(document, ['main[data-page="listing"]']);
  const items = main ? findAll(main, ['li[data-work]']) : [];
  const works = items.map((element) => {
    const workId = element.getAttribute('data-work') ?? '';
    if (workId === '') return null;
    const link = find(element, ['a[data-field="title"]']);
    const head = find(element, ['[data-part="title-line"]']) ?? link ?? element;
    return { facts: readFacts(workId.slice(0, 200), element, health), element, link, head, feedback: [] };
  });
  return listingOf(works, health);
}

function readEditor({ document, health }: PageContext): EditorPage | null {
  const main = find(document, ['main[data-page="editor"]']);
  const elements = main ? findAll(main, ['textarea[data-editor], [data-editor="rich"]']) : [];
  return editorOf(elements, health);
}

/*
Test URLs
http://127.0.0.1:4010/                      listing
http://127.0.0.1:4010/stories/101           a story (the address with its title follows)
http://127.0.0.1:4010/write/new             the writer's editor
*/
