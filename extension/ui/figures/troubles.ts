import type { Status } from '../../storage/records.ts';

/** What is wrong right now and would be seen nowhere else on the page. */
export interface Trouble {
  readonly is:
    | 'database'
    | 'storage-full'
    | 'storage'
    | 'server-unreachable'
    | 'server-answer'
    /** The server is there, and cannot reach the chain it pays on. */
    | 'chain'
    | 'training-failed';
  /** What the part that failed said, in its own words; a detail under ours. */
  readonly detail: string | null;
}

export interface TroubleSources {
  readonly databaseFailed: boolean;
  readonly storage: Status<'storage'> | null;
  /** Whether a row could be stored just now: a storage that is full has no room for the status that would say so. */
  readonly hasRoom: boolean;
  readonly server: Status<'server'> | null;
  readonly earnings: Status<'earnings'> | null;
  readonly training: Status<'training'> | null;
  /** Whether updates are sent: a person who only personalises needs no server. */
  readonly contributing: boolean;
}

/** The troubles to show, worst first: what could lose something before what merely waits. */
export function troublesOf(sources: TroubleSources): Trouble[] {
  const { storage, server, earnings, training } = sources;
  const found: Trouble[] = [];
  if (sources.databaseFailed) found.push({ is: 'database', detail: null });
  const problem = storage?.problem ?? null;
  const toldFull = problem !== null && /\bspace\b|quota/i.test(problem);
  if (toldFull || !sources.hasRoom) found.push({ is: 'storage-full', detail: null });
  else if (problem !== null) found.push({ is: 'storage', detail: problem });
  if (sources.contributing) {
    const isChainAway = server?.refusal === 'CHAIN_UNAVAILABLE' || earnings?.isChainAway === true;
    if (server?.reachable === false) found.push({ is: 'server-unreachable', detail: null });
    else if (isChainAway) found.push({ is: 'chain', detail: null });
    else if (server !== null && server.message !== null)
      found.push({ is: 'server-answer', detail: server.message });
  }
  if (training?.state === 'failed') found.push({ is: 'training-failed', detail: training.message });
  return found;
}
