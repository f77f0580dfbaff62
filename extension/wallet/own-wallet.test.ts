import 'fake-indexeddb/auto';
import { Wallet } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaleDatabase } from '../storage/database.ts';
import { exportData } from '../ui/figures/export-data.ts';
import { makeOwnWallet, readOwnWallet, unlockOwnWallet } from './own-wallet.ts';

const PASSPHRASE = 'a lamp on the stairs';
let db: TaleDatabase;

beforeEach(async () => {
  db = new TaleDatabase();
  await db.open();
});
afterEach(() => db.delete());

describe('a wallet made in the browser', () => {
  it('opens with its passphrase alone, here and in any wallet that reads keystores', async () => {
    const made = await makeOwnWallet(db, PASSPHRASE, 5);
    expect(await readOwnWallet(db)).toEqual(made);
    const opened = await unlockOwnWallet(made, PASSPHRASE);
    expect(opened?.address).toBe(made.address);
    expect((await Wallet.fromEncryptedJson(made.keystore, PASSPHRASE)).address).toBe(made.address);
    expect(await unlockOwnWallet(made, `${PASSPHRASE}!`)).toBeNull();
    expect(made.keystore).not.toContain(opened?.privateKey.slice(2) ?? 'no key');
  }, 60_000);

  it('is never made over another, whose key would be lost', async () => {
    const first = await makeOwnWallet(db, PASSPHRASE, 5);
    await expect(makeOwnWallet(db, PASSPHRASE, 6)).rejects.toThrow(RangeError);
    expect(await readOwnWallet(db)).toEqual(first);
  }, 60_000);

  it('takes no passphrase that is soon guessed', async () => {
    await expect(makeOwnWallet(db, 'short', 5)).rejects.toThrow(RangeError);
    expect(await readOwnWallet(db)).toBeNull();
  });

  it('is in no export of the data', async () => {
    const { keystore } = await makeOwnWallet(db, PASSPHRASE, 5);
    expect(keystore).toContain('ciphertext');
    const text = await exportData(db, new Date(0));
    expect(text).not.toContain('wallet.own');
    expect(text).not.toContain('ciphertext');
  }, 60_000);
});
