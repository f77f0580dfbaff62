import type { Logger } from 'pino';
import type { OwnedSketch } from '../../shared/influence/familiarity.ts';
import type { Sketcher } from '../../shared/influence/sketch.ts';
import type { AskHelper } from '../../shared/masking/masking-engine.ts';
import type { RoundInputs, RoundResult } from '../../shared/replay/compute-round.ts';
import type { StepEffect } from '../inspection/check-effect.ts';
import type { TransparencyLog } from '../log/transparency-log.ts';
import type { RoundValuation } from '../rewards/value-round.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';

/** The outside that rounds touch. */
export interface RoundPorts {
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly log: TransparencyLog;
  readonly logger: Logger;
  /** Ms since 1970. */
  now(): number;
  /** 32 fresh random bytes, hex. */
  randomHash(): string;
  /** The helper that masked rounds need; null where none is configured. */
  readonly askHelper: AskHelper | null;
  /** The running epoch: the contract's by chain time, or by the server's clock where there is no chain. */
  currentEpoch(): Promise<number>;
  /** A contributor's name in an epoch: the same for the epoch, unlinkable beyond it. */
  pseudonym(epoch: number, contributor: string): string;
  /** Computes a round: beside the event loop where there is one to spare. @throws RuleRefusal */
  compute(inputs: RoundInputs): Promise<RoundResult>;
  /** Makes sketches of a task's updates `[d]`, by a seed that only the server knows. */
  sketcher(task: string, d: number): Sketcher;
  /** How much each sketch resembles what came before it: beside the event loop where there is one to spare. */
  familiarities(
    sketches: readonly OwnedSketch[],
    earlier: readonly OwnedSketch[],
    ownPast: boolean,
  ): Promise<number[]>;
  /** What the probe panel says of a step; null when none is configured. */
  readonly effect: ((before: Float32Array, after: Float32Array, seed: string) => Promise<StepEffect>) | null;
  /** Values the updates of a round; null when no probe panel is configured. */
  readonly valuation: RoundValuation | null;
}
