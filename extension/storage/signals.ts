import type { Observation } from '../../shared/protocol/signal.ts';
import { localDay } from './calendar.ts';
import type { TaleDatabase } from './database.ts';
import { type SignalRecord, signalRecordSchema } from './records.ts';
import { rememberStories, type Sighting, storyKey } from './stories.ts';

/** More than a person does in a day: a page that reports without end fills no disk. */
export const SIGNALS_A_DAY = 5_000;

/**
 * Stores what a reader did, together with the story, in one transaction.
 *
 * A visit's newer report replaces its older one; a feedback act that changes nothing (the same button seen in two
 * tabs), and a choice that was told already, are not stored again.
 *
 * @returns whether a row was written.
 */
export async function recordObservation(
  db: TaleDatabase,
  sighting: Sighting,
  observation: Observation,
  at: number,
): Promise<boolean> {
  const signal = signalRecordSchema.parse({
    story: storyKey(sighting.site, sighting.facts.workId),
    site: sighting.site,
    chapterId: sighting.facts.chapterId,
    at,
    day: localDay(at),
    visit: observation.kind === 'reading' ? observation.visit : '',
    observation,
    doubts: [],
  });
  return db.transaction('rw', db.stories, db.signals, async () => {
    const earlier = await db.signals.where('story').equals(signal.story).toArray();
    const decision = placeOf(signal, earlier);
    if (decision.is === 'known') return false;
    if (
      decision.is === 'new' &&
      (await db.signals.where('day').equals(signal.day).count()) >= SIGNALS_A_DAY
    ) {
      return false;
    }
    await rememberStories(db, [sighting], at);
    if (decision.is === 'replaces') await db.signals.put({ ...signal, id: decision.id, at: decision.at });
    else await db.signals.add(signal);
    if (observation.kind === 'feedback' && observation.act === 'hide') {
      await db.stories.update(signal.story, { hidden: observation.on });
    }
    return true;
  });
}

type Place =
  | { readonly is: 'new' }
  /** The row it replaces; the row keeps the time it began to be told. */
  | { readonly is: 'replaces'; readonly id: number; readonly at: number }
  | { readonly is: 'known' };

/** Where a signal belongs among the earlier ones of its story. Pure. */
function placeOf(signal: SignalRecord, earlier: readonly SignalRecord[]): Place {
  const { observation } = signal;
  switch (observation.kind) {
    case 'reading': {
      const same = earlier.find(
        (other) =>
          other.observation.kind === 'reading' &&
          other.visit === signal.visit &&
          other.chapterId === signal.chapterId,
      );
      if (same?.id === undefined || same.observation.kind !== 'reading') return { is: 'new' };
      // Reports of one visit only grow; a late one that is smaller was overtaken on its way.
      const overtaken =
        observation.visibleMs < same.observation.visibleMs && observation.depth <= same.observation.depth;
      return overtaken ? { is: 'known' } : { is: 'replaces', id: same.id, at: signal.at };
    }
    case 'feedback': {
      const last = newest(
        earlier.filter(
          (other) => other.observation.kind === 'feedback' && other.observation.act === observation.act,
        ),
      );
      const unchanged =
        last?.observation.kind === 'feedback' &&
        last.observation.on === observation.on &&
        last.observation.value === observation.value;
      return unchanged ? { is: 'known' } : { is: 'new' };
    }
    case 'choice': {
      const passed = fingerprint(observation.passedOver);
      const told = earlier.some(
        (other) =>
          other.observation.kind === 'choice' &&
          other.day === signal.day &&
          fingerprint(other.observation.passedOver) === passed,
      );
      return told ? { is: 'known' } : { is: 'new' };
    }
  }
}

function newest(signals: readonly SignalRecord[]): SignalRecord | undefined {
  return signals.reduce<SignalRecord | undefined>(
    (best, signal) => (best === undefined || signal.at >= best.at ? signal : best),
    undefined,
  );
}

function fingerprint(works: readonly { workId: string }[]): string {
  return JSON.stringify(works.map(({ workId }) => workId).sort());
}
