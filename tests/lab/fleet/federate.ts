import type { TaskSettings } from '../../../server/rounds/task-settings.ts';
import type { ModelSpec } from '../../../shared/models/model-spec.ts';
import { readFrame } from '../../../shared/protocol/frame.ts';
import type { RoundLeaf } from '../../../shared/protocol/log.ts';
import { seededRandom, shuffledIndices } from '../../../shared/text/hashing.ts';
import { type Checkpoint, startAggregationServer } from './aggregation-server.ts';
import { fleetKey } from './contributor-keys.ts';
import type { Crews } from './crews.ts';
import { type Hostility, hostileFrames } from './hostile-cohort.ts';
import { type MaskedLane, maskedMembers, openLane } from './masked-members.ts';

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
  /** Attackers in every cohort; none when absent. */
  readonly hostility?: (Hostility & { readonly spec: ModelSpec }) | undefined;
  /** How updates are masked; they are not when absent. */
  readonly masked?: MaskedLane | undefined;
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
  /** The model before the last step; null when nobody attacks, or before the first. */
  readonly before: Float32Array | null;
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
  /** Groups of masked rounds by what became of them. */
  readonly groups: Readonly<Record<string, number>>;
  /** Rounds by their outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Of what attackers sent. */
  readonly hostile: { readonly accepted: number; readonly refused: Readonly<Record<string, number>> };
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
  readonly groups: RoundsTally['groups'];
  readonly outcomes: RoundsTally['outcomes'];
  readonly hostile: RoundsTally['hostile'];
}

/**
 * Runs rounds from the open call to the published version: participants learn in the crews' threads, and every frame
 * goes through the server's own inspection, rule, optimiser and log. The outcome follows from the seed, whatever the
 * number of threads.
 */
export async function federate(federation: Federation): Promise<Federated> {
  const { crews, participants, rounds, cohort, steps } = federation;
  const { seed } = crews;
  const lane = federation.masked === undefined ? null : await openLane(federation.masked);
  const server = await startAggregationServer(
    { ...federation.settings, masking: lane?.terms ?? null },
    seed,
    federation.from?.checkpoint ?? null,
    lane?.askHelper,
  );
  try {
    const enrolled = new Set<string>();
    let tally = federation.from?.tally ?? nothingYet;
    let before = federation.from?.before ?? null;
    for (let round = federation.from?.checkpoint.version ?? 1; round <= rounds; round++) {
      const open = await server.open();
      const asked = drawn(participants, cohort, seed, round);
      const news = asked.filter((person) => !enrolled.has(person));
      for (const person of news) enrolled.add(person);
      await server.enrol(await Promise.all(news.map((person) => fleetKey(seed, person))));
      const attackers = new Set(
        asked.slice(0, Math.floor((federation.hostility?.share ?? 0) * asked.length)),
      );
      const members =
        federation.masked === undefined || lane === null
          ? null
          : maskedMembers(federation.masked, lane.terms, server, { seed, round });
      const honest: Uint8Array[] = [];
      const own: { person: string; frame: Uint8Array }[] = [];
      await Promise.all(
        asked.map(async (person) => {
          const update = await crews.update({
            person,
            attempt: round,
            round: open.number,
            base: open.base,
            parameters: open.parameters,
            norm: open.norm,
            privacy: open.privacy,
            masking: open.masking,
            now: open.now,
            steps,
            poisoned: attackers.has(person),
          });
          if (update === null || members?.comes(person) === false) return;
          members?.joined(person, update.frame, update.saved);
          if (attackers.has(person)) {
            own.push({ person, frame: update.frame });
            return;
          }
          if (federation.hostility !== undefined) honest.push(update.frame);
          const code = await server.submit(update.frame);
          tally =
            code === null
              ? { ...tally, accepted: tally.accepted + 1, bytes: tally.bytes + update.frame.length }
              : { ...tally, refused: counted(tally.refused, code) };
        }),
      );
      const sentByAttackers = new Set<string>();
      if (federation.hostility !== undefined) {
        const order = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b);
        const frames = await hostileFrames({
          hostility: federation.hostility,
          task: federation.settings.task,
          spec: federation.hostility.spec,
          rule: federation.settings.rule,
          seed,
          attempt: round,
          open,
          // Threads answer in any order; an attack must not depend on it.
          honest: honest.sort(order),
          own: own.sort((a, b) => (a.person < b.person ? -1 : 1)),
          previousStep: stepBetween(before, open.parameters),
        });
        before = open.parameters;
        await server.enrol(
          frames.flatMap(({ key, stranger }) => {
            if (!stranger || enrolled.has(key.id)) return [];
            enrolled.add(key.id);
            return [key];
          }),
          'new',
        );
        for (const { frame } of frames) {
          const code = await server.submit(frame);
          const read = readFrame(frame);
          if (read.ok) sentByAttackers.add(read.frame.update);
          const { hostile } = tally;
          tally = {
            ...tally,
            hostile:
              code === null
                ? { ...hostile, accepted: hostile.accepted + 1 }
                : { ...hostile, refused: counted(hostile.refused, code) },
          };
        }
      }
      const leaf = await server.close(members?.answer);
      for (const { verdict } of leaf.groups ?? [])
        tally = { ...tally, groups: counted(tally.groups, verdict) };
      tally = {
        ...tally,
        outcomes: counted(tally.outcomes, leaf.outcome),
        bytes: tally.bytes + (members?.bytes() ?? 0),
      };
      tally = withoutCopies(tally, leaf, sentByAttackers);
      if (leaf.agreement !== null) {
        tally = {
          ...tally,
          agreement: tally.agreement + leaf.agreement,
          agreements: tally.agreements + 1,
        };
      }
      const next = await federation.onRound({
        round,
        state: async () => ({ checkpoint: await server.checkpoint(), tally, before }),
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
      groups: tally.groups,
      outcomes: tally.outcomes,
      hostile: tally.hostile,
    };
  } finally {
    await server.stop();
  }
}

const nothingYet: RoundsTally = {
  accepted: 0,
  refused: {},
  bytes: 0,
  agreement: 0,
  agreements: 0,
  groups: {},
  outcomes: {},
  hostile: { accepted: 0, refused: {} },
};

/** What was accepted on arrival and found to be a copy when the round closed is refused after all. */
function withoutCopies(tally: RoundsTally, leaf: RoundLeaf, hostile: ReadonlySet<string>): RoundsTally {
  let corrected = tally;
  for (const { update, code } of leaf.refused) {
    if (code !== 'COPY' || update === null) continue;
    corrected = hostile.has(update)
      ? {
          ...corrected,
          hostile: {
            accepted: corrected.hostile.accepted - 1,
            refused: counted(corrected.hostile.refused, code),
          },
        }
      : { ...corrected, accepted: corrected.accepted - 1, refused: counted(corrected.refused, code) };
  }
  return corrected;
}

function counted(counts: Readonly<Record<string, number>>, code: string): Record<string, number> {
  return { ...counts, [code]: (counts[code] ?? 0) + 1 };
}

/** How the model moved; null before its first step. */
function stepBetween(before: Float32Array | null, after: Float32Array): Float32Array | null {
  return before === null ? null : after.map((value, j) => value - before[j]!);
}

function drawn(participants: readonly string[], cohort: number, seed: number, round: number): string[] {
  const order = shuffledIndices(participants.length, seededRandom(`fleet ${seed} round ${round} cohort`));
  return order.slice(0, cohort).flatMap((index) => participants[index] ?? []);
}
