import type { StoryFacts } from '../../shared/protocol/page.ts';

/**
 * Story facts with nothing known but the work's id: the start of every adapter. Not beside the schema in
 * `shared/protocol`, because importing a value from there brings the schema library into the page.
 */
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
