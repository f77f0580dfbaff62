import type { StoryFacts } from '../../shared/protocol/page.ts';
import { FEATURE_COUNT, storyFeatures } from '../../shared/text/story-features.ts';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import type { StoryRecord } from '../storage/records.ts';
import type { Sighting } from '../storage/stories.ts';

/** Of the way stories are described; raise it when `story-features.ts` changes, and stories are described anew. */
export const FEATURES_VERSION = 1;

/** A story as a page shows it, described for the taste model. @param text null where only facts were seen */
export function describeStory(
  site: string,
  facts: StoryFacts,
  text: string | null,
  vectors: WordVectors,
): Sighting {
  return {
    site,
    facts,
    features: storyFeatures(facts, text, vectors).features,
    featuresVersion: FEATURES_VERSION,
    withText: text !== null && text.trim() !== '',
  };
}

/** A record's features; described anew from its facts where they are of another version or were deleted. */
export function featuresOf(story: StoryRecord, vectors: WordVectors): Float32Array {
  const fits = story.featuresVersion === FEATURES_VERSION && story.features.length === FEATURE_COUNT;
  return fits ? story.features : storyFeatures(story.facts, null, vectors).features;
}
