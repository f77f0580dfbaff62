import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import type { Choice, Feedback, Reading } from '../../shared/protocol/signal.ts';
import type { Sighting } from './stories.ts';

/** Rows for tests. */

export function sampleFacts(workId: string, changes: Partial<StoryFacts> = {}): StoryFacts {
  return { ...blankFacts(workId), title: `Work ${workId}`, tags: ['slow burn'], words: 9_000, ...changes };
}

export function sampleSighting(workId: string, changes: Partial<Sighting> = {}): Sighting {
  return {
    site: 'ao3',
    facts: sampleFacts(workId),
    features: Float32Array.of(1, 2, 3),
    featuresVersion: 1,
    withText: false,
    ...changes,
  };
}

export function sampleReading(changes: Partial<Reading> = {}): Reading {
  return {
    kind: 'reading',
    visit: '0123456789abcdef',
    visibleMs: 600_000,
    activeMs: 540_000,
    passages: 40,
    passagesRead: 38,
    passagesSkimmed: 2,
    wordsRead: 2_300,
    wordsShown: 2_400,
    depth: 1,
    finished: true,
    wentToNext: true,
    scriptedEvents: 0,
    ...changes,
  };
}

export function sampleFeedback(changes: Partial<Feedback> = {}): Feedback {
  return { kind: 'feedback', act: 'kudos', value: null, on: true, ...changes };
}

export function sampleChoice(...passedOver: string[]): Choice {
  return { kind: 'choice', passedOver: passedOver.map((workId) => sampleFacts(workId)) };
}
