import { describe, expect, it } from 'vitest';
import { initialTasteParameters } from '../../models/taste.ts';
import { blankFacts } from '../../protocol/blank-facts.ts';
import { storyFeatures } from '../../text/story-features.ts';
import { noWordVectors } from '../../text/word-vectors.ts';
import { fitPersonalTaste } from './personal.ts';
import { tastePortrait } from './portrait.ts';

const vectors = noWordVectors();
const parameters = initialTasteParameters();

const read = Array.from({ length: 24 }, (_, at) => {
  const tags = [
    at % 2 === 0 ? 'Slow Burn' : 'Horror',
    ...(at % 3 === 0 ? ['Letters'] : []),
    ...(at === 5 ? ['Once'] : []),
  ];
  const facts = {
    ...blankFacts(String(at)),
    title: `Story ${at}`,
    tags,
    fandoms: at % 4 === 0 ? ['Lighthouses'] : [],
  };
  return { facts, features: storyFeatures(facts, null, vectors).features, liked: at % 2 === 0 };
});
const personal = fitPersonalTaste(
  parameters,
  read.map(({ features, liked }, at) => ({ features, preference: liked ? 0.9 : -0.9, weight: 1, at })),
);

describe('the portrait of a taste', () => {
  const portrait = tastePortrait(parameters, personal, read, vectors);
  const trait = (label: string) => portrait.find((each) => each.label === label);

  it('has what is loved above nothing and what is not below, the strongest first', () => {
    expect(trait('Slow Burn')?.effect).toBeGreaterThan(0.05);
    expect(trait('Horror')?.effect).toBeLessThan(-0.05);
    const strengths = portrait.map(({ effect }) => Math.abs(effect));
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
  });

  it('says of how many stories, and how sure', () => {
    expect(trait('Slow Burn')).toMatchObject({ stories: 12 });
    expect(trait('Slow Burn')?.error).toBeGreaterThan(0);
    expect(trait('Lighthouses')?.stories).toBe(6);
  });

  it('draws nothing from a single story', () => {
    expect(trait('Once')).toBeUndefined();
  });

  it('takes spellings of a label for one', () => {
    const other = { ...read[0]!, facts: { ...read[0]!.facts, tags: ['#slow-burn', 'slow burn'] } };
    const mixed = tastePortrait(parameters, personal, [read[2]!, other], vectors);
    expect(mixed.filter(({ label }) => /slow/i.test(label))).toHaveLength(1);
    expect(mixed.find(({ label }) => label === 'Slow Burn')?.stories).toBe(2);
  });
});
