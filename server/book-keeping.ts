import type { ServerConfig } from './config.ts';
import { openCreditWindow } from './credits/credit-windows.ts';
import { addRedeemed } from './credits/redeem-credits.ts';
import type { RewardsChain } from './rewards/chain.ts';
import { closeEpochs } from './rewards/close-epochs.ts';
import { tendExitRoots } from './rewards/exit-roots.ts';
import { reconcile } from './rewards/reconcile.ts';
import type { RoundPorts } from './rounds/ports.ts';
import { tallyOfEpoch } from './wishes/tally-of-epoch.ts';

/** What comparing ledger and chain came to; the time is ms since 1970, null before the first. */
export interface SupplyReport {
  readonly checkedAt: number | null;
  readonly problems: readonly string[];
}

export interface BookKeeping {
  /** Whether ledger and chain agree, when they were last compared. */
  supply(): SupplyReport;
  /** Resolves when what was under way is done. */
  stop(): Promise<void>;
}

/** So many problems are told at most. */
const SUPPLY_PROBLEMS = 20;
const TICK_MS = 2000;
/** What asks the chain much is done less often. */
const CHAIN_TICK_MS = 15_000;

/**
 * Keeps the books while the server runs: closes epochs and pays them, opens windows of credits and adds those that came
 * back, counts holders' wishes, compares the ledger with the chain, keeps the exit path up. Each may fail by itself and
 * is tried again.
 */
export function keepBooks(
  ports: RoundPorts,
  config: ServerConfig,
  chain: () => RewardsChain | null,
): BookKeeping {
  const { logger, now } = ports;
  let supply: SupplyReport = { checkedAt: null, problems: [] };
  /** What was paid beyond what was signed stays wrong: it is told until the server is restarted. */
  let overpaid: readonly string[] = [];
  let nextBlock: number | null = null;
  let chainDue = 0;
  let talliedThrough = -1;

  const tried = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      logger.warn({ err: error }, `${what}; it will be tried again`);
    }
  };

  const payEpochs = (): Promise<void> =>
    closeEpochs({
      ...ports,
      epochBudget: async (epoch) => (await chain()?.epochBudget(epoch)) ?? 0n,
      rules: {
        referenceScore: config.REFERENCE_SCORE,
        cap: config.PAY_CAP,
        fewestRounds: config.FEWEST_ROUNDS,
      },
    });

  const tendCredits = async (epoch: number): Promise<void> => {
    await openCreditWindow({ ...ports, every: config.CREDIT_EPOCHS }, epoch);
    await addRedeemed(ports, epoch);
  };

  const countWishes = async (on: RewardsChain, ended: number): Promise<void> => {
    if (ended <= talliedThrough) return;
    await tallyOfEpoch(ports, on, ended);
    talliedThrough = ended;
  };

  const compare = async (on: RewardsChain): Promise<void> => {
    const found = await reconcile(ports.db, on, nextBlock);
    ({ nextBlock } = found);
    overpaid = [...new Set([...overpaid, ...found.overpaid])].slice(-SUPPLY_PROBLEMS);
    const problems = [...overpaid, ...found.totals].slice(-SUPPLY_PROBLEMS);
    for (const problem of problems.filter((each) => !supply.problems.includes(each))) {
      logger.error({ problem }, 'ledger and chain do not agree');
    }
    supply = { checkedAt: now(), problems };
  };

  const once = async (): Promise<void> => {
    await tried('epochs could not be closed', payEpochs);
    const on = chain();
    if (on === null) return;
    await tried('the running epoch could not be asked for', async () => {
      const epoch = await on.currentEpoch();
      await tried('credits could not be looked after', () => tendCredits(epoch));
      await tried('wishes could not be counted', () => countWishes(on, epoch - 1));
    });
    if (now() < chainDue) return;
    chainDue = now() + CHAIN_TICK_MS;
    await tried('ledger and chain could not be compared', () => compare(on));
    await tried('the exit path could not be kept up', () =>
      tendExitRoots({ ...ports, every: config.EXIT_EPOCHS }, on),
    );
  };

  let underWay: Promise<void> | null = null;
  const timer = setInterval(() => {
    // A chain that does not answer takes longer than from one tick to the next.
    underWay ??= once().finally(() => {
      underWay = null;
    });
  }, TICK_MS);
  return {
    supply: () => supply,
    stop() {
      clearInterval(timer);
      return underWay ?? Promise.resolve();
    },
  };
}
