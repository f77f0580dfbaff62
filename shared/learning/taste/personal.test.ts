import { describe, expect, it } from 'vitest';
import { initialTasteParameters } from '../../models/taste.ts';
import { FEATURE_COUNT } from '../../text/story-features.ts';
import { auc, calibrationError } from '../metrics.ts';
import { fitPersonalTaste, personalTasteSchema, scoreStories } from './personal.ts';
import { syntheticReaders } from './synthetic-readers.ts';

const parameters = initialTasteParameters();
/** What a hostile or broken round could bring: huge numbers that judge at random. */
const badParameters = parameters.map((value, at) => value * 3 + 0.5 * Math.sin(at * 12.9898));
const readers = syntheticReaders(24, 'personal');

const meanAuc = (model: Float32Array, guard: boolean): number => {
  const values = readers.flatMap(({ examples, unseen }) => {
    const taste = fitPersonalTaste(model, examples, { guard });
    const { probabilities } = scoreStories(
      model,
      taste,
      unseen.map(({ features }) => features),
    );
    return (
      auc(
        probabilities,
        unseen.map(({ preference }) => preference > 0),
      ) ?? []
    );
  });
  return values.reduce((sum, value) => sum + value, 0) / values.length;
};

describe('personal taste', () => {
  it('knows what a reader will like from what they liked', () => {
    expect(meanAuc(parameters, true)).toBeGreaterThan(0.7);
  });

  it('promises what comes in', () => {
    const probabilities: number[] = [];
    const liked: boolean[] = [];
    for (const { examples, unseen } of readers) {
      const taste = fitPersonalTaste(parameters, examples);
      const scale = examples.reduce((sum, { preference }) => sum + preference, 0) / (examples.length + 2);
      const scores = scoreStories(
        parameters,
        taste,
        unseen.map(({ features }) => features),
      );
      probabilities.push(...scores.probabilities);
      liked.push(...unseen.map(({ preference }) => preference > scale));
    }
    expect(calibrationError(probabilities, liked)).toBeLessThan(0.08);
  });

  it('is guarded against a bad round: it then trusts the reader alone', () => {
    const unguarded = meanAuc(badParameters, false);
    const guarded = meanAuc(badParameters, true);
    expect(guarded).toBeGreaterThan(unguarded + 0.02);
    expect(guarded).toBeGreaterThan(meanAuc(parameters, true) - 0.06);
  });

  it('says of a stranger what the population says', () => {
    const features = readers[0]?.unseen.map((story) => story.features) ?? [];
    const blank = scoreStories(parameters, null, features);
    expect(blank.basis).toBe('population');
    expect(blank.probabilities.every((probability) => probability === 0.5)).toBe(true);
    const nothingRead = fitPersonalTaste(parameters, []);
    expect(scoreStories(parameters, nothingRead, features)).toEqual(blank);
  });

  it('leans towards what was liked from the first story on', () => {
    const examples = readers[0]?.examples ?? [];
    const loved = examples.find(({ preference }) => preference > 0.5);
    if (loved === undefined) throw new Error('The reader loves nothing.');
    const taste = fitPersonalTaste(parameters, [loved]);
    expect(taste.basis).toBe('personal');
    expect(scoreStories(parameters, taste, [loved.features]).probabilities[0]).toBeGreaterThan(0.5);
  });

  it('keeps its head for a reader who gives all stories one mark', () => {
    const alike = readers[0]?.examples.map((example) => ({ ...example, preference: 1 })) ?? [];
    const { probabilities } = scoreStories(parameters, fitPersonalTaste(parameters, alike), [
      new Float32Array(FEATURE_COUNT),
    ]);
    expect(probabilities[0]).toBeGreaterThan(0);
    expect(probabilities[0]).toBeLessThan(1);
  });

  it('comes back from storage as it went', () => {
    const [reader] = readers;
    const taste = fitPersonalTaste(parameters, reader?.examples ?? []);
    const back = personalTasteSchema.parse(JSON.parse(JSON.stringify(taste)));
    const features = reader?.unseen.map((story) => story.features) ?? [];
    expect(scoreStories(parameters, back, features)).toEqual(scoreStories(parameters, taste, features));
    expect(personalTasteSchema.safeParse({ ...taste, head: [1, 2] }).success).toBe(false);
  });

  it('refuses to judge with a head that was fitted to another version', () => {
    const taste = fitPersonalTaste(parameters, readers[0]?.examples ?? []);
    expect(() => scoreStories(badParameters, taste, [])).toThrow('fit it again');
  });

  it('leaves examples out that no story can have given', () => {
    const examples = readers[0]?.examples ?? [];
    const first = examples[0];
    if (first === undefined) throw new Error('The reader has no examples.');
    const rubbish = [
      { ...first, preference: Number.NaN },
      { ...first, weight: 0 },
      { ...first, weight: 5 },
      { ...first, features: new Float32Array(3) },
      { ...first, features: new Float32Array(FEATURE_COUNT).fill(Number.NaN) },
    ];
    expect(fitPersonalTaste(parameters, [...examples, ...rubbish])).toEqual(
      fitPersonalTaste(parameters, examples),
    );
  });
});
