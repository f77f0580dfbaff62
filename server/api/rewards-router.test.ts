import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedCall } from '../../shared/learning/contributor.ts';
import { addressSchema } from '../../shared/protocol/ids.ts';
import { createApp } from '../app.ts';
import { recordEarning } from '../rewards/ledger.ts';
import { testChain } from '../rewards/test-chain.ts';
import { inProcessClient, newContributor } from '../testing/contributors.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('the balance', () => {
  it('is told also while the chain is away, without the epoch that only the chain knows', async () => {
    const chain = testChain();
    const config = {
      ...server.engine.config,
      chain: {
        rpcUrl: 'http://127.0.0.1:1',
        rewards: addressSchema.parse(chain.rewards),
        token: addressSchema.parse(chain.token),
        signer: { is: 'key' as const, key: `0x${'11'.repeat(32)}` },
        relayerKey: `0x${'22'.repeat(32)}`,
        publishRpc: false,
      },
    };
    const client = inProcessClient(createApp({ ...server.engine, config, chain: () => chain }));
    const key = await newContributor(client);
    const earning = { contributor: key.id, epoch: 1, amount: 7n, outcome: 'paid', why: null };
    await recordEarning(server.engine.db, earning);
    const ask = () =>
      signedCall(
        client,
        key,
        'rewards.balance',
        {},
        { now: Date.now(), nonce: crypto.getRandomValues(new Uint8Array(16)) },
      );
    expect(await ask()).toMatchObject({
      earned: '7',
      undrawn: '7',
      epoch: chain.epoch,
      epochEndsAt: 240_000,
      isChainAway: false,
    });
    chain.currentEpoch = () => Promise.reject(new Error('no answer'));
    expect(await ask()).toMatchObject({
      earned: '7',
      undrawn: '7',
      epoch: null,
      epochEndsAt: null,
      isChainAway: true,
    });
  });

  it('does not miss a chain that the server was never to pay on', async () => {
    const client = inProcessClient(server.app);
    const key = await newContributor(client);
    const call = { now: Date.now(), nonce: crypto.getRandomValues(new Uint8Array(16)) };
    expect(await signedCall(client, key, 'rewards.balance', {}, call)).toMatchObject({
      epoch: null,
      isChainAway: false,
    });
  });
});
