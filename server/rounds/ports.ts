import type { Logger } from 'pino';
import type { RoundInputs, RoundResult } from '../../shared/replay/compute-round.ts';
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
  /** The running epoch: the contract's by chain time, or by the server's clock where there is no chain. */
  currentEpoch(): Promise<number>;
  /** A contributor's name in an epoch: the same for the epoch, unlinkable beyond it. */
  pseudonym(epoch: number, contributor: string): string;
  /** Computes a round: beside the event loop where there is one to spare. @throws RuleRefusal */
  compute(inputs: RoundInputs): Promise<RoundResult>;
  /** Values the updates of a round; null when no probe panel is configured. */
  readonly valuation: RoundValuation | null;
}
