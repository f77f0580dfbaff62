import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../shared/crypto/hex.ts';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import { exitLeaf } from '../../shared/exit-path/exit-leaf.ts';
import { exitTree } from '../../shared/exit-path/exit-tree.ts';
import { type ContributorKey, contributorKey } from '../../shared/learning/contributor.ts';
import { type ExitProof, exitProofSchema } from '../../shared/protocol/exit-proof.ts';
import { addressSchema, weiSchema } from '../../shared/protocol/ids.ts';
import type { ServerClient } from '../../shared/protocol/server-client.ts';
import { chainInfoSchema } from '../../shared/protocol/server-info.ts';
import { readStatus, writeStatus } from '../storage/status.ts';
import { keepExitProof } from './exit-proof.ts';
import { type TestDevice, testDevice } from './test-device.ts';

const MINE = addressSchema.parse(`0x${'11'.repeat(20)}`);
const OTHER = addressSchema.parse(`0x${'99'.repeat(20)}`);
const chain = chainInfoSchema.parse({
  chainId: 31337,
  rpcUrl: 'http://127.0.0.1:8545',
  rewards: `0x${'22'.repeat(20)}`,
  token: `0x${'33'.repeat(20)}`,
  genesisHash: `0x${'ab'.repeat(32)}`,
});

/** A proof that holds: of an account's total beside somebody else's. */
function proofOf(cumulative: string, account = MINE): ExitProof {
  const leaves = [account, OTHER.replaceAll('9', '8')].map((who, i) => ({
    account: addressSchema.parse(who),
    cumulative: weiSchema.parse(i === 0 ? cumulative : '1'),
    salt: `0x${'5a'.repeat(32)}`,
  }));
  const tree = exitTree(leaves.map(exitLeaf));
  const [own] = leaves;
  const at = tree.leaves.findIndex((leaf) => toHex(leaf) === toHex(exitLeaf(own!)));
  return exitProofSchema.parse({
    ...own,
    chainId: chain.chainId,
    contract: chain.rewards,
    epoch: 6,
    root: `0x${toHex(tree.root)}`,
    proof: tree.proofOf(at).map((node) => `0x${toHex(node)}`),
  });
}

let device: TestDevice;
let key: ContributorKey;
let asked: number;
let proof: ExitProof | null;
let info: typeof chain;
// Only what is asked here is answered.
const client = {
  url: 'http://server',
  async call(name: string) {
    if (name === 'server.info') return { chain: info };
    asked++;
    return { proof };
  },
} as unknown as ServerClient;

beforeEach(async () => {
  device = testDevice(client);
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  key = contributorKey(publicKey, pair.privateKey);
  asked = 0;
  info = chain;
  proof = proofOf('5');
  await writeStatus(device.db, 'payout', { address: MINE, boundAt: 1, unlinked: false });
});
afterEach(() => device.close());

const keep = () => keepExitProof(device.ports, client, key);
const keepLater = async (): Promise<void> => {
  device.ahead += 7 * 3_600_000;
  await keep();
};
const kept = async () => (await readStatus(device.db, 'exit'))?.proof?.cumulative ?? null;

describe('the proof that is kept for when the server is gone', () => {
  it('is the newest, with the chain it is paid on, and is not asked for all the time', async () => {
    await keep();
    expect(await readStatus(device.db, 'exit')).toMatchObject({ chain, proof });
    await keep();
    expect(asked).toBe(1);
    proof = proofOf('8');
    await keepLater();
    expect(await kept()).toBe('8');
  });

  it('is not given up for less, for another’s, for one that does not hold, or for none', async () => {
    await keep();
    for (const worse of [
      proofOf('4'),
      proofOf('9', OTHER),
      { ...proofOf('9'), cumulative: weiSchema.parse('10') },
      { ...proofOf('9'), contract: OTHER },
      null,
    ]) {
      proof = worse;
      await keepLater();
      expect(await kept()).toBe('5');
    }
  });

  it('stays with the chain it is for, whatever the server names later', async () => {
    await keep();
    info = { ...chain, rpcUrl: 'http://127.0.0.1:1', genesisHash: `0x${'cd'.repeat(32)}` };
    proof = null;
    await keepLater();
    expect(await readStatus(device.db, 'exit')).toMatchObject({ chain, proof: { cumulative: '5' } });
  });

  it('is not asked for before an address is bound', async () => {
    await writeStatus(device.db, 'payout', { address: MINE, boundAt: null, unlinked: false });
    await keep();
    expect(asked).toBe(0);
  });
});
