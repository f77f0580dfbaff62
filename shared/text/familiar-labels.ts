import type { StoryFacts } from '../protocol/page.ts';
import { foldLabel } from './fold-label.ts';
import { withFacts, withTags } from './story-features.ts';
import { wellKnownLabels } from './well-known-labels.ts';
import type { WordVectors } from './word-vectors.ts';

/** A work with the labels its page gives it. */
export type LabelledWork = Pick<StoryFacts, 'workId' | 'author' | 'tags' | 'fandoms' | 'warnings'>;

/** The labels that a device has met: which of a story's labels may speak for it. */
export interface FamiliarLabels {
  /** Takes note of works that were shown; the same work counts once. */
  meet(works: Iterable<LabelledWork>): void;
  /** The facts with familiar labels only; the same object where all are. */
  familiar(facts: StoryFacts): StoryFacts;
}

/** Works of different authors that carry a label, the judged one among them, from which on it is familiar. */
const FEWEST_WORKS = 2;

/**
 * What a device knows of labels: one is familiar when it is a common word of story sites, or when two works of different
 * authors carry it, of which the judged one may be one.
 *
 * A label that nobody uses is how a story would carry a trigger: whoever taught the shared model to love the label would
 * lift his story for readers who never saw it. About a label that stands on a single work no crowd has an opinion, so
 * there is nothing to lose either: strangers' stories are judged as well as with it (`docs/QUALITY.md`).
 */
export function openFamiliarLabels(): FamiliarLabels {
  /** Who wrote the works that carry a label; no more of them than make it familiar. */
  const carriers = new Map<string, Set<string>>();
  const isFamiliar = (label: string, carrier: string): boolean => {
    const folded = foldLabel(label);
    if (wellKnownLabels.has(folded)) return true;
    const known = carriers.get(folded);
    if (known === undefined) return false;
    return known.size + (known.has(carrier) ? 0 : 1) >= FEWEST_WORKS;
  };
  return {
    meet(works) {
      for (const work of works) {
        const carrier = carrierOf(work);
        for (const label of [...work.tags, ...work.fandoms, ...work.warnings]) {
          const folded = foldLabel(label);
          const known = carriers.get(folded);
          if (known === undefined) carriers.set(folded, new Set([carrier]));
          else if (known.size < FEWEST_WORKS) known.add(carrier);
        }
      }
    },
    familiar(facts) {
      const carrier = carrierOf(facts);
      const kept = (labels: readonly string[]): string[] =>
        labels.filter((label) => isFamiliar(label, carrier));
      const [tags, fandoms, warnings] = [kept(facts.tags), kept(facts.fandoms), kept(facts.warnings)];
      const all =
        tags.length === facts.tags.length &&
        fandoms.length === facts.fandoms.length &&
        warnings.length === facts.warnings.length;
      return all ? facts : { ...facts, tags, fandoms, warnings };
    },
  };
}

/** A described story as if its page had `facts`' labels only; what its text and numbers tell stays. */
export function withLabelsOf(features: Float32Array, facts: StoryFacts, vectors: WordVectors): Float32Array {
  return withFacts(withTags(features, facts.tags, vectors), facts);
}

/** Who stands behind a work: its author, or the work itself where the page names none. */
function carrierOf({ author, workId }: LabelledWork): string {
  const name = foldLabel(author ?? '');
  return name === '' ? `work ${workId}` : `author ${name}`;
}
