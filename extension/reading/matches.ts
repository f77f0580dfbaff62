import { explainScore } from '../../shared/learning/taste/explain.ts';
import { scoreStories } from '../../shared/learning/taste/personal.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import { withLabelsOf } from '../../shared/text/familiar-labels.ts';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import type { Match } from '../messaging/messages.ts';
import type { TaleDatabase } from '../storage/database.ts';
import type { StoryRecord } from '../storage/records.ts';
import { type Sighting, storyKey } from '../storage/stories.ts';
import { describeStory, FEATURES_VERSION } from '../training/describe.ts';
import { openTasteJudge, type TasteJudge } from '../training/taste-judge.ts';
import { createLabelsMet } from './labels-met.ts';
import { pinnedLabelOf, raisedByPin, readTasteMarks, withoutIgnored } from './taste-marks.ts';

export interface Matcher {
  /** Describes stories as a page shows them; those on record with their text keep what it told, and are hidden if
   * their reader hid them. */
  describe(site: string, works: readonly StoryFacts[]): Promise<Sighting[]>;
  /**
   * How likely the reader is to enjoy each story, in the order given.
   *
   * @param explain also say why, which scores each story some fifty times more
   */
  match(stories: readonly Sighting[], explain: boolean): Promise<Match[]>;
}

export interface MatcherPorts {
  readonly db: TaleDatabase;
  wordVectors(): Promise<WordVectors>;
}

/** Fewer stories than this say too little of a reader. */
const FEWEST_STORIES = 2;

/** Matches on the device, on plain arrays. The model is kept in memory until it or the reader's head changes. */
export function createMatcher(ports: MatcherPorts): Matcher {
  let judge: TasteJudge | null = null;
  const labelsMet = createLabelsMet(ports.db);
  const currentJudge = async (): Promise<TasteJudge> => {
    judge = await openTasteJudge(ports.db, judge);
    return judge;
  };
  return {
    async describe(site, works) {
      const vectors = await ports.wordVectors();
      const known = await ports.db.stories.bulkGet(works.map(({ workId }) => storyKey(site, workId)));
      return works.map((facts, index) =>
        withWhatIsKnown(describeStory(site, facts, null, vectors), known[index]),
      );
    },
    async match(stories, explain) {
      const { parameters, personal, hasOpinion } = await currentJudge();
      const vectors = await ports.wordVectors();
      const [labels, marks] = await Promise.all([labelsMet(), readTasteMarks(ports.db)]);
      labels.meet(stories.map(({ facts }) => facts));
      const judged = stories.map((story) => {
        const facts = withoutIgnored(labels.familiar(story.facts), marks);
        return facts === story.facts
          ? story
          : { facts, features: withLabelsOf(story.features, facts, vectors) };
      });
      const { probabilities, basis } = scoreStories(
        parameters,
        personal,
        judged.map(({ features }) => features),
      );
      const known = basis === 'population' ? hasOpinion : (personal?.examples ?? 0) >= FEWEST_STORIES;
      if (!known) return stories.map(unknownMatch);
      return judged.map(({ facts, features }, index) => {
        const pin = pinnedLabelOf(stories[index]?.facts ?? facts, marks);
        const chance = probabilities[index] ?? 0.5;
        const explained = explain ? explainScore(parameters, personal, { facts, features }, vectors) : [];
        const traits = explained.map(({ label, direction }) => ({
          label: label.slice(0, 120),
          favours: direction === 'for',
        }));
        return {
          workId: facts.workId,
          hidden: stories[index]?.hidden,
          percent: Math.round(100 * (pin === null ? chance : raisedByPin(chance))),
          basis,
          traits:
            pin === null
              ? traits
              : [
                  { label: pin.slice(0, 120), favours: true },
                  ...traits.filter(({ label }) => label !== pin),
                ].slice(0, 3),
        };
      });
    },
  };
}

function withWhatIsKnown(seen: Sighting, known: StoryRecord | undefined): Sighting {
  const better = known?.withText === true && known.featuresVersion === FEATURES_VERSION;
  const described =
    better && known.features.length === seen.features.length
      ? { ...seen, features: known.features, withText: true }
      : seen;
  return known?.hidden === true ? { ...described, hidden: true } : described;
}

function unknownMatch({ facts, hidden }: Sighting): Match {
  return { workId: facts.workId, percent: null, basis: 'unknown', traits: [], hidden };
}
