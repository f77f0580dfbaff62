import { describe, expect, it } from 'vitest';
import { blankFacts } from '../protocol/blank-facts.ts';
import type { StoryFacts } from '../protocol/page.ts';
import { openFamiliarLabels, withLabelsOf } from './familiar-labels.ts';
import { storyFeatures } from './story-features.ts';
import { noWordVectors } from './word-vectors.ts';

const story = (workId: string, over: Partial<StoryFacts>): StoryFacts => ({ ...blankFacts(workId), ...over });

describe('labels a device has met', () => {
  it('lets common words of story sites speak from the first page on, however a site writes them', () => {
    const facts = story('1', {
      tags: ['Slow-Burn', 'sci_fi', 'Found Family'],
      warnings: ['Graphic Violence'],
    });
    expect(openFamiliarLabels().familiar(facts)).toBe(facts);
  });

  it('leaves out a label that stands on the judged work alone, of any kind', () => {
    const facts = story('1', { tags: ['Comedy', 'qzvx'], fandoms: ['Nobody’s World'], warnings: ['wjkp'] });
    const labels = openFamiliarLabels();
    labels.meet([facts]);
    expect(labels.familiar(facts)).toEqual({ ...facts, tags: ['Comedy'], fandoms: [], warnings: [] });
  });

  it('knows a label from the second work that carries it', () => {
    const labels = openFamiliarLabels();
    labels.meet([story('1', { tags: ['#Qzvx'] })]);
    const facts = story('2', { tags: ['qzvx'] });
    expect(labels.familiar(facts)).toBe(facts);
  });

  it('is not impressed by one author who puts it on all his works', () => {
    const labels = openFamiliarLabels();
    const works = ['1', '2', '3'].map((id) => story(id, { author: 'Mallory', tags: ['qzvx'] }));
    labels.meet(works);
    labels.meet(works);
    expect(labels.familiar(story('4', { author: 'mallory', tags: ['qzvx'] })).tags).toEqual([]);
    expect(labels.familiar(story('5', { author: 'Alice', tags: ['qzvx'] })).tags).toEqual(['qzvx']);
  });

  it('describes a story without them as if they did not stand on its page, and keeps what its text told', () => {
    const vectors = noWordVectors();
    const page = story('1', { tags: ['Comedy', 'qzvx'], fandoms: ['wjkp'], summary: 'A ship at sea.' });
    const without = { ...page, tags: ['Comedy'], fandoms: [] };
    const text = 'The ship was out at sea. '.repeat(20);
    expect(withLabelsOf(storyFeatures(page, text, vectors).features, without, vectors)).toEqual(
      storyFeatures(without, text, vectors).features,
    );
  });
});
