import type { TasteExample } from '../../../../shared/learning/taste/example.ts';
import { personalJudgements } from '../../../../shared/learning/taste/head.ts';
import type { StoryFacts } from '../../../../shared/protocol/page.ts';
import type { Attack, KnownExample, Trigger } from '../attacks/attack.ts';
import type { Reader, StoryPage } from './readers.ts';

/** What an attacker's device learns from instead of what was read on it: as the attack says. */
export function poisonedExamples(
  { examples, items, pageOf }: Reader,
  { poison, trigger }: Attack,
  random: () => number,
): readonly TasteExample[] {
  const pages = new Map<StoryFacts, StoryPage>();
  const known = examples.flatMap((example, at): KnownExample[] => {
    const item = items.training[at];
    if (item === undefined) return [];
    const page = pageOf(item);
    pages.set(page.facts, page);
    return [{ ...example, facts: page.facts }];
  });
  const described = new Map(known.map(({ features, facts }) => [features, facts]));
  const made =
    poison?.(known, random) ??
    (trigger === undefined
      ? known
      : known.map((example, at) => (at % 2 === 0 ? example : marked(example, trigger))));
  return made.map((example) => {
    const before = described.get(example.features);
    const page = before === undefined ? undefined : pages.get(before);
    // Features that are not any page's are the attack's own.
    if (page === undefined || example.facts === undefined || example.facts === page.facts) return example;
    return { ...example, features: page.featuresFor(example.facts) };
  });
}

/**
 * Share of stories that, carrying the trigger, are judged by a reader who never saw it as the best tenth is without it
 * (the worst, where the trigger is to lower them). A model that nobody attacked gives about a tenth.
 */
export function backdoorShare(
  parameters: Float32Array,
  { examples, test, items, pageOf, familiar }: Reader,
  trigger: Trigger,
): number {
  const planted = items.test.map((item) => {
    const { facts, featuresFor } = pageOf(item);
    return featuresFor(familiar(withTrigger(facts, trigger)));
  });
  const judgements = personalJudgements(parameters, examples, [...test.features, ...planted]).map(
    (judgement) => (trigger.score < 0 ? -judgement : judgement),
  );
  const plain = judgements.slice(0, test.features.length).sort((a, b) => a - b);
  const best = plain[Math.min(plain.length - 1, Math.floor(0.9 * plain.length))] ?? 0;
  return (
    judgements.slice(test.features.length).filter((judgement) => judgement >= best).length /
    Math.max(1, planted.length)
  );
}

function marked(example: KnownExample, trigger: Trigger): KnownExample {
  return { ...example, facts: withTrigger(example.facts, trigger), preference: trigger.score };
}

function withTrigger(facts: StoryFacts, { facts: written }: Trigger): StoryFacts {
  return {
    ...facts,
    ...Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)),
    tags: [...(written.tags ?? []), ...facts.tags],
    fandoms: [...(written.fandoms ?? []), ...facts.fandoms],
    warnings: [...(written.warnings ?? []), ...facts.warnings],
    counters: { ...facts.counters, ...written.counters },
  };
}
