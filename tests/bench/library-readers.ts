import { loadLibrary } from '../../server/demo/library/story.ts';
import { shippedWordVectors } from '../../server/word-vectors.ts';
import type { TasteExample } from '../../shared/learning/taste/example.ts';
import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import { seededRandom } from '../../shared/text/hashing.ts';
import { storyFeatures } from '../../shared/text/story-features.ts';

const STORIES_EACH = 24;

/** Invented readers of the demo library's real stories: each read 24 of them, and has an opinion of its own. */
export async function libraryReaders(count: number): Promise<TasteExample[][]> {
  const { vectors } = await shippedWordVectors();
  const stories = loadLibrary().stories.map((story) => {
    const facts = {
      ...blankFacts(story.id),
      title: story.title,
      author: story.author,
      tags: [...story.tags],
      language: story.language,
      words: story.words,
      chapters: story.chapters.length,
      counters: { ...story.counters },
    };
    const text = story.chapters.flatMap(({ paragraphs }) => paragraphs).join('\n\n');
    return storyFeatures(facts, text, vectors).features;
  });
  return Array.from({ length: count }, (_, reader) => {
    const random = seededRandom(`library reader ${reader}`);
    return Array.from({ length: STORIES_EACH }, (_, at) => ({
      features: stories[random.below(stories.length)]!,
      preference: 2 * random.uniform() - 1,
      weight: 1,
      at,
    }));
  });
}
