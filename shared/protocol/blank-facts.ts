import type { StoryFacts } from './page.ts';

/** Story facts with nothing known but the work's id: the start of every adapter. In a file of its own, without zod, for content scripts. */
export function blankFacts(workId: string): StoryFacts {
  return {
    workId,
    chapterId: null,
    title: null,
    chapterTitle: null,
    author: null,
    tags: [],
    fandoms: [],
    warnings: [],
    rating: null,
    language: null,
    status: null,
    words: null,
    chapters: null,
    counters: {},
    summary: null,
  };
}
