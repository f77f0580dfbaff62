import { explainScore } from '../../shared/learning/taste/explain.ts';
import { scoreStories } from '../../shared/learning/taste/personal.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import { type FamiliarLabels, withLabelsOf } from '../../shared/text/familiar-labels.ts';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import type { Match } from '../messaging/messages.ts';
import type { TaleDatabase } from '../storage/database.ts';
import type { StoryRecord } from '../storage/records.ts';
import { type Sighting, storyKey } from '../storage/stories.ts';
import { describeStory, FEATURES_VERSION } from '../training/describe.ts';
import { openTasteJudge, type TasteJudge } from '../training/taste-judge.ts';
import { createLabelsMet } from './labels-met.ts';
import {
  pinnedLabelOf,
  raisedByPin,
  readTasteMarks,
  type TasteMarks,
  withoutIgnored,
} from './taste-marks.ts';

export interface Matcher {
  /** Describes stories as a page shows them; those on record with their text keep what it told, and are hidden if
   * their reader hid them. */
  describe(site: string, works: readonly StoryFacts[]): Promise<Sighting[]>;
  /** What a story is judged by, as the database has it now. */
  opinion(): Promise<Opinion>;
}

export interface Opinion {
  /**
   * How likely the reader is to enjoy each story, in the order given.
   *
   * @param explain also say why, which scores each story some fifty times more
   */
  match(stories: readonly Sighting[], explain: boolean): Match[];
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
      // The database answers while they are described.
      const asked = ports.db.stories.bulkGet(works.map(({ workId }) => storyKey(site, workId)));
      const seen = works.map((facts) => describeStory(site, facts, null, vectors));
      const known = await asked;
      return seen.map((sighting, index) => withWhatIsKnown(sighting, known[index]));
    },
    async opinion() {
      const [taste, labels, marks, vectors] = await Promise.all([
        currentJudge(),
        labelsMet(),
        readTasteMarks(ports.db),
        ports.wordVectors(),
      ]);
      return { match: (stories, explain) => matchesOf(stories, { taste, labels, marks, vectors }, explain) };
    },
  };
}

interface JudgedBy {
  readonly taste: TasteJudge;
  readonly labels: FamiliarLabels;
  readonly marks: TasteMarks;
  readonly vectors: WordVectors;
}

function matchesOf(
  stories: readonly Sighting[],
  { taste: { parameters, personal, hasOpinion }, labels, marks, vectors }: JudgedBy,
  explain: boolean,
): Match[] {
  labels.meet(stories.map(({ facts }) => facts));
  const judged = stories.map((story) => {
    const facts = withoutIgnored(labels.familiar(story.facts), marks);
    return facts === story.facts ? story : { facts, features: withLabelsOf(story.features, facts, vectors) };
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
