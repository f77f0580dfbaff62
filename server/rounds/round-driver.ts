import { and, count, eq } from 'drizzle-orm';
import { advanceGroups } from '../masking/advance-groups.ts';
import { rounds, updates } from '../store/schema.ts';
import { closeRound } from './close-round.ts';
import { computeCandidate } from './compute-candidate.ts';
import { drawRound } from './draw-round.ts';
import { finishRound } from './finish-round.ts';
import { activeRound, ensureRound, type RoundRow } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import { settleRatification, startRatifying } from './ratification.ts';
import type { TaskSettings } from './task-settings.ts';

/** Moves rounds along: closes them when they are full or due, and carries each through to its end. */
export interface RoundDriver {
  /** Moves every task as far as it can go now; steps of one driver never overlap. */
  advance(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** How often deadlines are looked at, ms. */
const TICK_MS = 1000;

export function roundDriver(ports: RoundPorts, tasks: readonly TaskSettings[]): RoundDriver {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;

  const advance = (): Promise<void> => {
    running = running.then(async () => {
      for (const settings of tasks) {
        try {
          await advanceTask(ports, settings);
        } catch (error) {
          // The round stays in its state, and the step is tried again at the next tick.
          ports.logger.error(
            { err: error, task: settings.task },
            'a round could not be moved on; it will be tried again',
          );
        }
      }
    });
    return running;
  };

  return {
    advance,
    async start() {
      for (const settings of tasks) await ensureRound(ports, settings);
      await advance();
      timer = setInterval(() => void advance(), TICK_MS);
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      await running;
    },
  };
}

async function advanceTask(ports: RoundPorts, settings: TaskSettings): Promise<void> {
  for (;;) {
    const round = await activeRound(ports.db, settings.task);
    if (round === null) {
      await ensureRound(ports, settings);
      return;
    }
    if (!(await step(ports, settings, round))) return;
  }
}

/** Takes one step; false when the round has to wait. */
async function step(ports: RoundPorts, settings: TaskSettings, round: RoundRow): Promise<boolean> {
  switch (round.state) {
    case 'open': {
      const [held] = await ports.db.select({ n: count() }).from(updates).where(eq(updates.roundId, round.id));
      const accepted = held?.n ?? 0;
      if (accepted >= settings.capacity) {
        await closeRound(ports, round);
        return true;
      }
      if (ports.now() < round.deadline) return false;
      if (accepted === 0) {
        // Nobody came: the round goes on, and the log is not filled with empty rounds.
        await ports.db
          .update(rounds)
          .set({ deadline: ports.now() + settings.roundMs })
          .where(and(eq(rounds.id, round.id), eq(rounds.state, 'open')));
        return false;
      }
      await closeRound(ports, round);
      return true;
    }
    case 'closing':
      if (round.draw === null) {
        await drawRound(ports, settings, round);
        return true;
      }
      if (!(await advanceGroups(ports, settings, round))) return false;
      await computeCandidate(ports, settings, (await activeRound(ports.db, settings.task)) ?? round);
      return true;
    case 'candidate':
      await startRatifying(ports, settings, round);
      return true;
    case 'ratifying':
      if (!(await settleRatification(ports, round))) return false;
      await finishRound(ports, settings, (await activeRound(ports.db, settings.task)) ?? round);
      ports.logger.info({ task: settings.task, round: round.number }, 'round finished');
      return true;
    default:
      return false;
  }
}
