import { Wallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BookKeeping, keepBooks } from './book-keeping.ts';
import { type TestChain, testChain } from './rewards/test-chain.ts';
import { accounts, creditKeys } from './store/schema.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const ADA = Wallet.createRandom().address;
let server: TestServer;
let chain: TestChain;
let books: BookKeeping;
let time = Date.now();

beforeAll(async () => {
  server = await startTestServer({ EXIT_EPOCHS: '0' });
  chain = testChain();
  // Each time it is asked, more time has passed than from one look at the chain to the next.
  const ports = {
    ...server.engine.ports,
    now: () => {
      time += 20_000;
      return time;
    },
  };
  books = keepBooks(ports, server.engine.config, () => chain);
});
afterAll(async () => {
  await books.stop();
  await server.stop();
});

const told = async (expected: readonly unknown[]): Promise<void> => {
  const before = books.supply().checkedAt;
  await vi.waitFor(
    () => {
      expect(books.supply().checkedAt).not.toBe(before);
      expect(books.supply().problems).toEqual(expected);
    },
    { timeout: 15_000, interval: 100 },
  );
};

describe('the books', () => {
  it('open a window of credits, and find nothing wrong where nothing is', async () => {
    await told([]);
    expect(await server.engine.db.$count(creditKeys)).toBe(3);
  });

  it('tell what does not agree for as long as it does not; what was overpaid stays told', async () => {
    const row = { account: ADA, owed: '5', signed: '5', epoch: 0 };
    await server.engine.db.insert(accounts).values(row);
    chain.held = 1n;
    await told([expect.stringContaining('the contract holds 1 wei')]);
    chain.held = 10n;
    await told([]);
    chain.paid.set(ADA, 6n);
    const stolen = expect.stringContaining(`${ADA.toLowerCase()} was paid 6 wei`);
    await told([stolen, expect.stringContaining('the contract has paid 6 wei')]);
    chain.paid.clear();
    await told([stolen]);
  });

  it('go on when the chain is away for a while', async () => {
    const { currentEpoch } = chain;
    chain.currentEpoch = () => Promise.reject(new Error('no answer'));
    const before = books.supply().checkedAt;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(books.supply().checkedAt).toBe(before);
    chain.currentEpoch = currentEpoch;
    await vi.waitFor(() => expect(books.supply().checkedAt).not.toBe(before), { timeout: 10_000 });
  });
});
