import { describe, expect, it } from 'vitest';
import { initialTasteParameters } from '../../models/taste.ts';
import { blankFacts } from '../../protocol/blank-facts.ts';
import type { StoryFacts } from '../../protocol/page.ts';
import { storyFeatures } from '../../text/story-features.ts';
import { noWordVectors } from '../../text/word-vectors.ts';
import { explainScore } from './explain.ts';
import { fitPersonalTaste } from './personal.ts';

const parameters = initialTasteParameters();
const vectors = noWordVectors();

const story = (change: Partial<StoryFacts>) => {
  const facts = { ...blankFacts('1'), ...change };
  return { facts, features: storyFeatures(facts, null, vectors).features };
};

/** A reader who loves dragons and long books, and dislikes offices. */
const reader = fitPersonalTaste(
  parameters,
  Array.from({ length: 20 }, (_, at) => {
    const dragons = at % 2 === 0;
    const { features } = story({
      tags: [dragons ? 'Dragons' : 'Office', `other ${at}`],
      words: dragons ? 300_000 : 1_000,
    });
    return { features, preference: dragons ? 1 : -1, weight: 1, at };
  }),
  { guard: false },
);

describe('explaining a score', () => {
  it('names what the reader is known to love, in the words of the page', () => {
    const traits = explainScore(
      parameters,
      reader,
      story({ tags: ['Unheard Of', 'Dragons'], words: 400_000 }),
      vectors,
    );
    expect(traits.map(({ label, direction }) => `${label}: ${direction}`)).toEqual(
      expect.arrayContaining(['Dragons: for', 'a longer story: for']),
    );
  });

  it('names what speaks against a story', () => {
    const [first] = explainScore(parameters, reader, story({ tags: ['Office'] }), vectors);
    expect(first).toMatchObject({ label: 'Office', direction: 'against' });
    expect(first?.contribution).toBeLessThan(0);
  });

  it('names the year that stands behind a title', () => {
    const oldAndNew = fitPersonalTaste(
      parameters,
      Array.from({ length: 20 }, (_, at) => {
        const { features } = story({ title: `Story ${at} (${at % 2 === 0 ? 1850 + at : 2000 + at})` });
        return { features, preference: at % 2 === 0 ? 1 : -1, weight: 1, at };
      }),
      { guard: false },
    );
    const traits = explainScore(parameters, oldAndNew, story({ title: 'Unheard Of (1861)' }), vectors);
    expect(traits).toContainEqual(expect.objectContaining({ label: 'from 1861', direction: 'for' }));
  });

  it('tells at most three traits, the most important first', () => {
    const traits = explainScore(
      parameters,
      reader,
      story({ tags: ['Dragons', 'Office', 'other 0', 'other 1'], words: 500_000 }),
      vectors,
    );
    const sizes = traits.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toHaveLength(3);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('has nothing to say of a reader or a story that nothing is known of', () => {
    expect(explainScore(parameters, null, story({ tags: ['Dragons'] }), vectors)).toEqual([]);
    expect(explainScore(parameters, reader, story({}), vectors)).toEqual([]);
  });
});
