import { describe, expect, it } from 'vitest';
import { toHex } from '../crypto/hex.ts';
import { generateSigningKey, sign } from '../crypto/signing.ts';
import { type Auditor, auditorAuthorization, isAuditor } from './auditor.ts';

const NOW = 1_800_000_000_000;
const HASH = 'a'.repeat(64);

async function newAuditor(): Promise<Auditor> {
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  return { key: toHex(publicKey), sign: (digest) => sign(pair.privateKey, digest) };
}

describe('an auditor', () => {
  it('is known by a signature over what is asked for', async () => {
    const auditor = await newAuditor();
    const said = await auditorAuthorization(auditor, HASH, NOW);
    expect(await isAuditor(said, HASH, [auditor.key], NOW)).toBe(true);
    expect(await isAuditor(said, 'b'.repeat(64), [auditor.key], NOW)).toBe(false);
  });

  it('is nobody with another key, at another time, or with something else in the header', async () => {
    const [auditor, other] = [await newAuditor(), await newAuditor()];
    const said = await auditorAuthorization(auditor, HASH, NOW);
    expect(await isAuditor(said, HASH, [other.key], NOW)).toBe(false);
    expect(await isAuditor(said, HASH, [auditor.key], NOW + 3_600_000)).toBe(false);
    expect(await isAuditor(said.replace(auditor.key, other.key), HASH, [other.key], NOW)).toBe(false);
    for (const wrong of [undefined, '', 'Bearer x', said.slice(0, -1), `${said}0`]) {
      expect(await isAuditor(wrong, HASH, [auditor.key], NOW)).toBe(false);
    }
  });
});
