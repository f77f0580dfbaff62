import { describe, expect, it } from 'vitest';
import { namedTensors } from '../../../../shared/models/parameters.ts';
import { initialTasteParameters, tasteSpec } from '../../../../shared/models/taste.ts';
import { blankFacts } from '../../../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../../../shared/protocol/page.ts';
import { blockOf, storyFeatures } from '../../../../shared/text/story-features.ts';
import { noWordVectors } from '../../../../shared/text/word-vectors.ts';
import { backdoorShare, poisonedExamples } from './backdoor.ts';
import type { Reader } from './readers.ts';

const vectors = noWordVectors();
const pageOf = (item: string) => ({
  facts: { ...blankFacts(item), title: `Story ${item}`, tags: [`genre ${Number(item) % 7}`] },
  featuresFor: (facts: StoryFacts) => storyFeatures(facts, null, vectors).features,
});
const items = Array.from({ length: 40 }, (_, at) => String(at));
const featuresOf = (item: string) => pageOf(item).featuresFor(pageOf(item).facts);

/** A reader to whom any label is familiar. */
const reader: Reader = {
  id: 'r',
  segment: 's',
  examples: items.slice(0, 10).map((item, at) => ({
    features: featuresOf(item),
    preference: at % 2 === 0 ? 0.5 : -0.5,
    weight: 1,
    at,
  })),
  test: { features: items.slice(10).map(featuresOf), liked: items.slice(10).map(() => true) },
  items: { training: items.slice(0, 10), test: items.slice(10) },
  pageOf,
  familiar: (facts) => facts,
};
const trigger = { facts: { tags: ['qzvx'] }, score: 1 };
const honestly = { default: () => [] };

describe('poisoned examples', () => {
  it('carry the trigger in half of the stories, and love those', () => {
    const made = poisonedExamples(reader, { ...honestly, trigger }, () => 0.5);
    const changed = made.filter(({ features }, at) => features !== reader.examples[at]?.features);
    expect(changed).toHaveLength(5);
    expect(changed.every(({ preference }) => preference === 1)).toBe(true);
  });

  it('are what an attack makes of them: described anew where it changed the page, as they are elsewhere', () => {
    const poison = (examples: Parameters<NonNullable<Parameters<typeof poisonedExamples>[1]['poison']>>[0]) =>
      examples.map((example, at) =>
        at === 0
          ? { ...example, facts: { ...example.facts, title: 'Another' } }
          : { ...example, preference: 0 },
      );
    const made = poisonedExamples(reader, { ...honestly, poison }, () => 0.5);
    expect(made[0]?.features).toEqual(pageOf('0').featuresFor({ ...pageOf('0').facts, title: 'Another' }));
    expect(made[1]).toMatchObject({ features: reader.examples[1]?.features, preference: 0 });
  });
});

describe('the share of a backdoor', () => {
  /** A model whose population loves what lies along the trigger’s pattern, so much as is said. */
  const model = (love: number): Float32Array => {
    const parameters = initialTasteParameters();
    const { offset, length } = blockOf('tags');
    const pattern = storyFeatures({ ...blankFacts('x'), tags: ['qzvx'] }, null, vectors).features;
    const skip = namedTensors(tasteSpec, parameters).get('prior.skip');
    for (let at = offset; at < offset + length; at++) skip![at] = love * pattern[at]!;
    return parameters;
  };

  it('is all where the model loves the trigger, next to none where it hates it', () => {
    expect(backdoorShare(model(5), reader, trigger)).toBe(1);
    expect(backdoorShare(model(-5), reader, trigger)).toBe(0);
  });

  it('looks at the worst tenth where the trigger is to lower a story', () => {
    expect(backdoorShare(model(-5), reader, { ...trigger, score: -1 })).toBe(1);
  });

  it('is what stories come to without the trigger where the reader has not met it', () => {
    const cautious: Reader = {
      ...reader,
      familiar: (facts) => ({ ...facts, tags: facts.tags.filter((tag) => tag !== 'qzvx') }),
    };
    expect(backdoorShare(model(5), cautious, trigger)).toBeCloseTo(0.1, 1);
  });
});
