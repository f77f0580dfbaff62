import { computeHmac, Mnemonic } from 'ethers';
import { signingKeyOf } from '../../shared/crypto/signing.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { eraseUnsent } from '../storage/erase.ts';
import { changeStatus } from '../storage/status.ts';
import { keyRecord } from './identity.ts';

/** Twelve words for 16 random bytes (BIP-39). */
export function newPhrase(entropy: Uint8Array): string {
  return Mnemonic.fromEntropy(entropy).phrase;
}

/** Whether these are words of a phrase, in an order whose check bits hold; spaces and capitals do not matter. */
export function isPhrase(text: string): boolean {
  return Mnemonic.isValidMnemonic(tidied(text));
}

/**
 * Makes the contributor's key from a phrase and puts it in the place of the one there is: the same words are the same
 * contributor on any device, with what was earned and not claimed. What the old key had signed and not sent goes, and
 * the server is asked anew where it pays.
 * @returns false for words that are no phrase: then nothing has changed
 */
export async function adoptPhrase(db: TaleDatabase, text: string, now: number): Promise<boolean> {
  if (!isPhrase(text)) return false;
  const record = keyRecord(await signingKeyOf(seedOf(text)), now, true);
  const before = await db.keys.get('contributor');
  if (before?.contributor === record.contributor) {
    await db.keys.update('contributor', { hasPhrase: true });
    return true;
  }
  await eraseUnsent(db);
  await db.keys.put(record);
  await changeStatus(db, 'payout', (chosen) =>
    chosen === null || chosen.unlinked ? null : { ...chosen, boundAt: null },
  );
  return true;
}

/** The master key of SLIP-0010 for Ed25519, 32 bytes, from the phrase's seed. */
function seedOf(text: string): Uint8Array {
  const seed = Mnemonic.fromPhrase(tidied(text)).computeSeed();
  const node = computeHmac('sha512', new TextEncoder().encode('ed25519 seed'), seed);
  return Uint8Array.from(node.slice(2, 66).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

function tidied(text: string): string {
  return text.trim().toLowerCase().split(/\s+/).join(' ');
}
