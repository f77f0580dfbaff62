import type { TaskSettings } from '../../../server/rounds/task-settings.ts';
import { seededRandom, shuffledIndices } from '../../../shared/text/hashing.ts';
import { type Checkpoint, startAggregationServer } from './aggregation-server.ts';
import { fleetKey } from './contributor-keys.ts';
import type { Crews } from './crews.ts';

/** One training: who takes part, how, and under which settings of the server. */
export interface Federation {
  readonly crews: Crews;
  readonly settings: TaskSettings;
  readonly participants: readonly string[];
  readonly rounds: number;
  /** People asked in a round. */
  readonly cohort: number;
  /** Local steps of each. */
  readonly steps: number;
  /** Called after each round; with `end` that round is the last. */
  readonly onRound: (progress: RoundProgress) => Promise<'go on' | 'end'>;
  /** Goes on from there. */
  readonly from: FederationState | null;
}

export interface RoundProgress {
  /** From 1. */
  readonly round: number;
  /** Where the training stands; reading it costs a copy. */
  state(): Promise<FederationState>;
}

/** All that a training which was interrupted needs to come to the same end. */
export interface FederationState {
  readonly checkpoint: Checkpoint;
  readonly tally: RoundsTally;
}

/** What the rounds so far came to. */
export interface RoundsTally {
  readonly accepted: number;
  /** Refused updates by reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Of accepted frames together, envelope and signature included. */
  readonly bytes: number;
  /** Sum over the rounds that have one of the median pairwise cosine of updates. */
  readonly agreement: number;
  readonly agreements: number;
}

export interface Federated {
  readonly parameters: Float32Array;
  /** Mean bytes of a frame, envelope and signature included. */
  readonly bytesPerUpdate: number;
  readonly accepted: number;
  /** Refused updates by reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Mean over the rounds of the median pairwise cosine of updates. */
  readonly agreement: number;
}

/**
 * Runs rounds from the open call to the published version: participants learn in the crews' threads, and every frame
 * goes through the server's own inspection, rule, optimiser and log. The outcome follows from the seed, whatever the
 * number of threads.
 */
export async function federate(federation: Federation): Promise<Federated> {
  const { crews, participants, rounds, cohort, steps } = federation;
  const { seed } = crews;
  const server = await startAggregationServer(federation.settings, seed, federation.from?.checkpoint ?? null);
  try {
    const enrolled = new Set<string>();
    let tally = federation.from?.tally ?? nothingYet;
    for (let round = federation.from?.checkpoint.version ?? 1; round <= rounds; round++) {
      const open = await server.open();
      const asked = drawn(participants, cohort, seed, round);
      const news = asked.filter((person) => !enrolled.has(person));
      for (const person of news) enrolled.add(person);
      await server.enrol(await Promise.all(news.map((person) => fleetKey(seed, person))));
      await Promise.all(
        asked.map(async (person) => {
          const update = await crews.update({
            person,
            attempt: round,
            round: open.number,
            base: open.base,
            parameters: open.parameters,
            norm: open.norm,
            now: open.now,
            steps,
          });
          if (update === null) return;
          const code = await server.submit(update.frame);
          tally =
            code === null
              ? { ...tally, accepted: tally.accepted + 1, bytes: tally.bytes + update.frame.length }
              : { ...tally, refused: { ...tally.refused, [code]: (tally.refused[code] ?? 0) + 1 } };
        }),
      );
      const leaf = await server.close();
      if (leaf.agreement !== null) {
        tally = {
          ...tally,
          agreement: tally.agreement + leaf.agreement,
          agreements: tally.agreements + 1,
        };
      }
      const next = await federation.onRound({
        round,
        state: async () => ({ checkpoint: await server.checkpoint(), tally }),
      });
      if (next === 'end') break;
    }
    const { parameters } = await server.checkpoint();
    return {
      parameters,
      bytesPerUpdate: tally.bytes / Math.max(1, tally.accepted),
      accepted: tally.accepted,
      refused: tally.refused,
      agreement: tally.agreement / Math.max(1, tally.agreements),
    };
  } finally {
    await server.stop();
  }
}

const nothingYet: RoundsTally = { accepted: 0, refused: {}, bytes: 0, agreement: 0, agreements: 0 };

function drawn(participants: readonly string[], cohort: number, seed: number, round: number): string[] {
  const order = shuffledIndices(participants.length, seededRandom(`fleet ${seed} round ${round} cohort`));
  return order.slice(0, cohort).flatMap((index) => participants[index] ?? []);
}
