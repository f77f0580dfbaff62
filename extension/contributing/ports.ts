import type { ServerClient } from '../../shared/protocol/server-client.ts';
import type { ChainInfo } from '../../shared/protocol/server-info.ts';
import type { TaleDatabase } from '../storage/database.ts';
import type { RewardsChain } from '../wallet/chain.ts';

/** The outside that contributing touches. */
export interface ContributingPorts {
  readonly db: TaleDatabase;
  /** Ms since 1970. */
  now(): number;
  randomBytes(count: number): Uint8Array;
  /** A client of the server that was agreed to; its requests have time-outs. */
  client(url: string): ServerClient;
  chain(info: ChainInfo): RewardsChain;
  /** Yields to the host while a proof of work is searched. */
  pause(): Promise<void>;
  /** Asks to be called again (`sync`) at about that time, ms since 1970. */
  wakeAt(time: number): void;
}
