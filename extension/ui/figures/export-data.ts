import type { TaleDatabase } from '../../storage/database.ts';
import { OWN_WALLET_SETTING } from '../../wallet/own-wallet.ts';
import { ENDPOINT_KEY_SETTING } from '../../writing/writing-settings.ts';

/** Tables that go into an export: all but the key, which cannot leave its store, by design. */
const tables = [
  'consent',
  'stories',
  'signals',
  'examples',
  'writings',
  'takenSuggestions',
  'models',
  'results',
  'personal',
  'updates',
  'maskings',
  'participations',
  'votes',
  'vouchers',
  'settings',
] as const;

/**
 * Everything the device keeps about its reader, as one JSON text. Numbers in typed arrays become plain lists; bytes
 * become base64. The contributor's id and public key are in it; the private key cannot be read, not even by us.
 */
export async function exportData(db: TaleDatabase, now: Date): Promise<string> {
  return db.transaction('r', [...tables, 'credits', 'keys'], async () => {
    const content: Record<string, unknown> = {};
    for (const table of tables) content[table] = await db.table<unknown>(table).toArray();
    // The key of a writer's endpoint, and of a wallet, open somebody's account: an export is for showing around.
    content['settings'] = (await db.settings.toArray()).filter(
      ({ key }) => key !== ENDPOINT_KEY_SETTING && key !== OWN_WALLET_SETTING,
    );
    // Whoever has a credit's signature has its worth.
    content['credits'] = (await db.credits.toArray()).map(({ window, denomination, state, redeemAt }) => ({
      window,
      denomination,
      state: state.is,
      redeemAt,
    }));
    content['keys'] = (await db.keys.toArray()).map(({ contributor, publicKey, createdAt, enrolledAt }) => ({
      contributor,
      publicKey,
      createdAt,
      enrolledAt,
    }));
    const file = {
      what: 'PrompTale: everything kept on this device',
      exportedAt: now.toISOString(),
      ...content,
    };
    return JSON.stringify(file, plain, 2);
  });
}

/** For `JSON.stringify`: what JSON has no words for. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Float32Array || value instanceof Uint16Array) return Array.from(value);
  return value instanceof Uint8Array ? base64(value) : value;
}

/** In slices: a spread of a whole model would overflow the call stack. */
function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(binary);
}
