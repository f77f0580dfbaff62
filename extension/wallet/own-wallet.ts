import { Wallet } from 'ethers';
import { z } from 'zod';
import { addressSchema } from '../../shared/protocol/ids.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';

/** A wallet made in this browser: for local chains and tests, and for whoever has no other yet. */
export const ownWalletSchema = z.object({
  address: addressSchema,
  /** Web3 Secret Storage, version 3: the key under the passphrase (scrypt, AES-128-CTR). Other wallets can read it. */
  keystore: z.string().max(4_000),
  madeAt: z.number().int(),
});
export type OwnWallet = z.infer<typeof ownWalletSchema>;

/** Apart from the rest, so that no export of the data and no report ever takes it along. */
export const OWN_WALLET_SETTING = 'wallet.own';
/** Shorter passphrases are guessed from a stolen keystore in days. */
export const SHORTEST_PASSPHRASE = 10;

/** The wallet of this browser; null where none was made. */
export function readOwnWallet(db: TaleDatabase): Promise<OwnWallet | null> {
  return readSetting(db, OWN_WALLET_SETTING, ownWalletSchema);
}

/**
 * Makes a wallet and keeps its key under the passphrase; takes a second or two.
 * @throws RangeError when the passphrase is too short, or a wallet is there already: its key must not be lost
 */
export async function makeOwnWallet(db: TaleDatabase, passphrase: string, now: number): Promise<OwnWallet> {
  if (passphrase.length < SHORTEST_PASSPHRASE) throw new RangeError('the passphrase is too short');
  const wallet = Wallet.createRandom();
  const keystore = await new Wallet(wallet.privateKey).encrypt(passphrase);
  const made: OwnWallet = { address: addressSchema.parse(wallet.address), keystore, madeAt: now };
  await db.transaction('rw', db.settings, async () => {
    if ((await readOwnWallet(db)) !== null) throw new RangeError('there is a wallet already');
    await writeSetting(db, OWN_WALLET_SETTING, ownWalletSchema, made);
  });
  return made;
}

/** The wallet with its key, for one transaction. Null when the passphrase is wrong. */
export async function unlockOwnWallet(
  { keystore, address }: OwnWallet,
  passphrase: string,
): Promise<Wallet | null> {
  try {
    const { privateKey } = await Wallet.fromEncryptedJson(keystore, passphrase);
    const wallet = new Wallet(privateKey);
    return wallet.address.toLowerCase() === address.toLowerCase() ? wallet : null;
  } catch {
    return null;
  }
}
