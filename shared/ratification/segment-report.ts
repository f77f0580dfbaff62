import type { StoryFacts } from '../protocol/page.ts';
import { type SegmentTrait, segmentTraits, segmentVocabulary } from '../protocol/segments.ts';
import { debiasedCounts, debiasedShare, randomisedChoice } from './randomised-response.ts';

/** ε of the one report of a device, nats: made once, and repeated as it was. */
export const SEGMENT_EPSILON = 2;

export type OwnSegments = Readonly<{ [Trait in SegmentTrait]: (typeof segmentVocabulary)[Trait][number] }>;

/** Stories from which on somebody reads some, and much. */
const SOME = 20;
const MUCH = 100;

/** Words of tags by what a story is about; the first genre with a word in a tag counts. */
const genreWords: Readonly<Record<Exclude<OwnSegments['genre'], 'other'>, RegExp>> = {
  romance: /romance|relationship|love|slash|pairing|shipping|fluff|smut/,
  dark: /horror|thriller|mystery|crime|tragedy|angst|dark|keter|hurt|psychological/,
  speculative: /fantasy|magic|sci.?fi|science fiction|supernatural|litrpg|progression|dystopia|space|mecha/,
  adventure: /adventure|action|war|historical|martial|military|pirate|sports/,
  everyday: /slice of life|comedy|humou?r|school|family|friendship|drama|everyday/,
};

/** A reader's segments from what the pages of their stories said; worked out on the device, and left there. */
export function segmentsOf(stories: readonly Pick<StoryFacts, 'language' | 'tags'>[]): OwnSegments {
  const english = stories.filter(({ language }) => language === null || language.startsWith('en')).length;
  const counts = new Map<OwnSegments['genre'], number>();
  for (const { tags } of stories) {
    const genre = genreOf(tags);
    counts.set(genre, (counts.get(genre) ?? 0) + 1);
  }
  const commonest = segmentVocabulary.genre.reduce((best, genre) =>
    (counts.get(genre) ?? 0) > (counts.get(best) ?? 0) ? genre : best,
  );
  return {
    language: 2 * english >= stories.length ? 'en' : 'other',
    genre: counts.size === 0 ? 'other' : commonest,
    activity: stories.length < SOME ? 'little' : stories.length < MUCH ? 'some' : 'much',
  };
}

function genreOf(tags: readonly string[]): OwnSegments['genre'] {
  const text = tags.join('\n').toLowerCase();
  for (const genre of ['romance', 'dark', 'speculative', 'adventure', 'everyday'] as const) {
    if (genreWords[genre].test(text)) return genre;
  }
  return 'other';
}

/**
 * What a device says of itself: one trait, drawn by chance, and its value by randomised response. To be made once and
 * kept: made anew at every vote, the mean of the answers would be the truth.
 */
export function reportSegment(own: OwnSegments, uniform: () => number): string {
  const trait = segmentTraits[Math.floor(uniform() * segmentTraits.length)] ?? 'language';
  return `${trait}:${randomisedChoice<string>(own[trait], segmentVocabulary[trait], SEGMENT_EPSILON, uniform)}`;
}

/** What is published of a segment. */
export interface SegmentResult {
  readonly segment: string;
  /** Estimated number of voters. */
  readonly votes: number;
  /** Debiased share of ‘worse’ among them. */
  readonly worse: number;
  readonly se: number;
}

/** A segment is published from so many voters on, by the report and by the estimate: fewer could not hide in it. */
export const FEWEST_OF_A_SEGMENT = 50;

/** Share of ‘worse’ by segment, both randomised responses taken out; only what is large enough to hide in. */
export function segmentResults(
  votes: readonly { readonly worse: boolean; readonly segment: string | null }[],
): SegmentResult[] {
  return segmentTraits.flatMap((trait) => {
    const names = segmentVocabulary[trait].map((value) => `${trait}:${value}`);
    const reported = (worse: boolean | null): number[] =>
      names.map(
        (name) =>
          votes.filter((vote) => vote.segment === name && (worse === null || vote.worse === worse)).length,
      );
    const all = debiasedCounts(reported(null), SEGMENT_EPSILON);
    const worse = debiasedCounts(reported(true), SEGMENT_EPSILON);
    return names.flatMap((segment, at) => {
      const [count, said] = [all[at] ?? 0, worse[at] ?? 0];
      if (count < FEWEST_OF_A_SEGMENT || (reported(null)[at] ?? 0) < FEWEST_OF_A_SEGMENT) return [];
      const { share, se } = debiasedShare(Math.min(1, Math.max(0, said / count)), count);
      return [{ segment, votes: Math.round(count), worse: share, se }];
    });
  });
}
