import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './hex.ts';
import { exportPrivateKey, generateSigningKey, importPrivateKey, sign, verifySignature } from './signing.ts';

const message = new TextEncoder().encode('what was signed');

describe('an Ed25519 signature', () => {
  it('is that of RFC 8032’s first and second test vectors', async () => {
    const vectors = [
      {
        secret: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
        publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
        text: '',
        signature:
          'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
      },
      {
        secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
        publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
        text: '72',
        signature:
          '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      },
    ];
    for (const { secret, publicKey, text, signature } of vectors) {
      // PKCS #8 of an Ed25519 key is a fixed head before its 32 bytes (RFC 8410).
      const key = await importPrivateKey(fromHex(`302e020100300506032b657004220420${secret}`));
      expect(toHex(await sign(key, fromHex(text)))).toBe(signature);
      expect(await verifySignature(fromHex(publicKey), fromHex(signature), fromHex(text))).toBe(true);
    }
  });

  it('holds for its message and its key, and for no other', async () => {
    const { pair, publicKey } = await generateSigningKey({ extractable: false });
    const other = await generateSigningKey({ extractable: false });
    const signature = await sign(pair.privateKey, message);
    expect(await verifySignature(publicKey, signature, message)).toBe(true);
    expect(await verifySignature(other.publicKey, signature, message)).toBe(false);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 63 }), fc.nat({ max: 7 }), async (at, bit) => {
        const changed = signature.slice();
        changed[at]! ^= 1 << bit;
        expect(await verifySignature(publicKey, changed, message)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('under rubbish is false, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 70 }),
        fc.uint8Array({ maxLength: 70 }),
        fc.uint8Array({ maxLength: 70 }),
        async (key, signature, text) => {
          expect(await verifySignature(key, signature, text)).toBe(false);
        },
      ),
    );
  });

  it('by a key that went through its stored form is the same, and a device’s key cannot be taken out', async () => {
    const server = await generateSigningKey({ extractable: true });
    const again = await importPrivateKey(await exportPrivateKey(server.pair.privateKey));
    expect(await sign(again, message)).toEqual(await sign(server.pair.privateKey, message));
    await expect(exportPrivateKey(again)).rejects.toThrow();
    const device = await generateSigningKey({ extractable: false });
    await expect(exportPrivateKey(device.pair.privateKey)).rejects.toThrow();
    await expect(importPrivateKey(Uint8Array.of(1, 2, 3))).rejects.toThrow();
  });
});
