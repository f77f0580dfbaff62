import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Contract } from 'ethers';
import pino from 'pino';
import { z } from 'zod';
import { abi as rewardsAbi } from '../../contracts/abi/TaleRewards.ts';
import { abi as tokenAbi } from '../../contracts/abi/TaleToken.ts';
import { devAccount } from '../../contracts/dev-accounts.ts';
import { localProvider } from '../../contracts/local-chain.ts';
import { type Stack, startStack } from '../../server/demo/stack.ts';
import { recordEarning } from '../../server/rewards/ledger.ts';
import { type Door, startDoor } from './door.ts';

/** The whole stack, with a door before its chain that server and extension both go through, and a clock to be moved. */
export interface TaleStack {
  readonly stack: Stack;
  readonly chainDoor: Door;
  /** Moves the chain's time to the end of the running epoch: the next one begins at this moment. */
  endEpoch(): Promise<void>;
  /**
   * Writes into the server's ledger that the one contributor earned this in an epoch of its own, by the code that
   * closing an epoch ends in, after all earlier ones are closed. What an honest update of a test is worth to the panel
   * may be nothing.
   */
  earn(tale: bigint): Promise<void>;
  /** What the ledger owes to an address in all, wei. */
  owedTo(address: string): Promise<bigint>;
  balanceOf(address: string): Promise<bigint>;
  /** Claims that the contract has paid, since the chain began. */
  claimsPaid(): Promise<number>;
  /** Transactions the server's relayer ever sent, those that failed included. */
  relayed(): Promise<number>;
  /** Gives an address coins of the chain to pay fees with. */
  fund(address: string): Promise<void>;
  /** Moves the chain's time on, s. */
  pass(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** One whole TALE, in wei. */
export const TALE = 10n ** 18n;

/**
 * @param folder where all of it is kept
 * @param settings of the server, beyond the usual ones here
 */
export async function startTaleStack(
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<TaleStack> {
  const chainPort = await freePort();
  const chainDoor = await startDoor(`http://127.0.0.1:${chainPort}`, () => 'pass');
  const stack = await startStack({
    dataFolder: join(folder, 'stack'),
    ports: { server: 0, library: 0, chain: chainPort },
    logger: pino({ level: 'silent' }),
    // One update closes a round: what it earned is in question here, not the company.
    settings: { RULE: 'mean', ROUND_MINIMUM: '1', ROUND_CAPACITY: '1', RPC_URL: chainDoor.url, ...settings },
  });
  const provider = localProvider(stack.chain);
  const rewards = new Contract(stack.deployment.rewards, rewardsAbi, provider);
  const token = new Contract(stack.deployment.token, tokenAbi, provider);
  const currentEpoch = async () => Number(await rewards.getFunction('currentEpoch').staticCall());

  const endEpoch = async (): Promise<void> => {
    const ask = async (name: string) => Number(await rewards.getFunction(name).staticCall());
    const end = (await ask('genesis')) + ((await currentEpoch()) + 1) * (await ask('epochLength'));
    const now = (await provider.getBlock('latest'))?.timestamp ?? end;
    await provider.send('evm_increaseTime', [end - now]);
    await provider.send('evm_mine', []);
  };
  /** Resolves when every epoch that has ended is closed in the ledger. */
  const settled = async (): Promise<void> => {
    const epoch = await currentEpoch();
    for (;;) {
      const values = await stack.server.engine.db.query.values.findMany();
      if (values.every((value) => value.settledEpoch !== null || value.epoch >= epoch)) return;
      await sleep(200);
    }
  };
  return {
    stack,
    chainDoor,
    endEpoch,
    async earn(tale) {
      await endEpoch();
      await settled();
      await endEpoch();
      const { db } = stack.server.engine;
      const [contributor] = await db.query.contributors.findMany();
      if (contributor === undefined) throw new Error('nobody has enrolled yet');
      const epoch = (await currentEpoch()) - 1;
      const earning = { contributor: contributor.id, epoch, amount: tale * TALE, outcome: 'paid', why: null };
      await db.transaction((tx) => recordEarning(tx, earning));
    },
    async owedTo(address) {
      const accounts = await stack.server.engine.db.query.accounts.findMany();
      return BigInt(accounts.find(({ account }) => account === address)?.owed ?? '0');
    },
    balanceOf: async (address) => z.bigint().parse(await token.getFunction('balanceOf').staticCall(address)),
    claimsPaid: async () => (await rewards.queryFilter('Claimed')).length,
    async fund(address) {
      await provider.send('anvil_setBalance', [address, `0x${(10n ** 18n).toString(16)}`]);
    },
    async pass(seconds) {
      await provider.send('evm_increaseTime', [seconds]);
      await provider.send('evm_mine', []);
    },
    relayed: () => provider.getTransactionCount(devAccount('relayer').address),
    async stop() {
      provider.destroy();
      await stack.stop();
      await chainDoor.close();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
