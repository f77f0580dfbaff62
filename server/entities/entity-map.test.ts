import { Wallet } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../shared/crypto/hex.ts';
import { generateSigningKey, sign } from '../../shared/crypto/signing.ts';
import { addressConsentDigest, addressConsentText } from '../../shared/protocol/shared-address.ts';
import { type OpenDatabase, openDatabase } from '../store/database.ts';
import { contributors } from '../store/schema.ts';
import { isConsent } from './address-consent.ts';
import { entitiesOf } from './entity-map.ts';

let opened: OpenDatabase;
beforeAll(async () => {
  opened = await openDatabase('memory://');
});
afterAll(() => opened.close());
beforeEach(async () => {
  await opened.db.delete(contributors);
});

type Evidence = Pick<typeof contributors.$inferInsert, 'account' | 'accountSince' | 'inviteRoot'>;
const add = (people: Record<string, Evidence>) =>
  opened.db
    .insert(contributors)
    .values(
      Object.entries(people).map(([id, evidence]) => ({ id, publicKey: '', enrolledAt: 0, ...evidence })),
    );
const together = async (ids: string[], epoch = 9) => {
  const entities = await entitiesOf(opened.db, ids, epoch);
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    const entity = entities.get(id) ?? '?';
    groups.set(entity, [...(groups.get(entity) ?? []), id]);
  }
  return [...groups.values()].map((group) => group.join('+')).sort();
};

describe('entities', () => {
  it('are single keys without evidence', async () => {
    await add({ ada: {}, bea: { account: '0x1', accountSince: 1 }, cid: {} });
    expect(await together(['ada', 'bea', 'cid'])).toEqual(['ada', 'bea', 'cid']);
  });

  it('join who is paid at one address, from the epoch after it was bound', async () => {
    await add({ ada: { account: '0x1', accountSince: 3 }, bea: { account: '0x1', accountSince: 8 } });
    expect(await together(['ada', 'bea'], 9)).toEqual(['ada+bea']);
    expect(await together(['ada', 'bea'], 8)).toEqual(['ada', 'bea']);
  });

  it('join who came by one chain of invitations', async () => {
    await add({ ada: { inviteRoot: 'x' }, bea: { inviteRoot: 'x' }, cid: { inviteRoot: 'y' } });
    expect(await together(['ada', 'bea', 'cid'])).toEqual(['ada+bea', 'cid']);
  });

  it('join over somebody who is not asked about, and over several steps', async () => {
    await add({
      ada: { account: '0x1', accountSince: 1 },
      bea: { account: '0x1', accountSince: 1, inviteRoot: 'x' },
      cid: { inviteRoot: 'x', account: '0x2', accountSince: 1 },
      dan: { account: '0x2', accountSince: 1 },
      eve: {},
    });
    expect(await together(['ada', 'dan', 'eve'])).toEqual(['ada+dan', 'eve']);
  });

  it('have the same name whoever is asked about', async () => {
    await add({ ada: { inviteRoot: 'x' }, bea: { inviteRoot: 'x' } });
    const one = await entitiesOf(opened.db, ['bea'], 9);
    const both = await entitiesOf(opened.db, ['bea', 'ada'], 9);
    expect(one.get('bea')).toBe(both.get('ada'));
  });
});

describe('leave to share an address', () => {
  const ADDRESS = Wallet.createRandom();
  const newcomer = 'n'.repeat(64);

  it('is given by the key that is paid there, for one newcomer', async () => {
    const { pair, publicKey } = await generateSigningKey({ extractable: false });
    const holders = [{ id: 'holder', publicKey: toHex(publicKey) }];
    const signature = toHex(await sign(pair.privateKey, addressConsentDigest(ADDRESS.address, newcomer)));
    const consent = { by: 'contributor', contributor: 'holder' as never, signature } as const;
    expect(await isConsent(consent, ADDRESS.address, newcomer, holders)).toBe(true);
    expect(await isConsent(consent, ADDRESS.address, 'somebody else', holders)).toBe(false);
    expect(await isConsent(consent, ADDRESS.address, newcomer, [])).toBe(false);
    const other = Wallet.createRandom().address;
    expect(await isConsent(consent, other, newcomer, holders)).toBe(false);
  });

  it('is given by the address’s own wallet, and by no other', async () => {
    const signature = await ADDRESS.signMessage(addressConsentText(ADDRESS.address, newcomer));
    const consent = { by: 'address', signature } as const;
    expect(await isConsent(consent, ADDRESS.address, newcomer, [])).toBe(true);
    expect(await isConsent(consent, ADDRESS.address, 'somebody else', [])).toBe(false);
    const forged = await Wallet.createRandom().signMessage(addressConsentText(ADDRESS.address, newcomer));
    expect(await isConsent({ by: 'address', signature: forged }, ADDRESS.address, newcomer, [])).toBe(false);
    expect(
      await isConsent({ by: 'address', signature: `0x${'0'.repeat(130)}` }, ADDRESS.address, newcomer, []),
    ).toBe(false);
  });
});
