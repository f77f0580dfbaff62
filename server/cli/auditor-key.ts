import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { fromHex, toHex } from '../../shared/crypto/hex.ts';
import { exportPrivateKey, generateSigningKey, importPrivateKey, sign } from '../../shared/crypto/signing.ts';
import type { Auditor } from '../../shared/protocol/auditor.ts';
import { UsageError } from './output.ts';

const keyFileSchema = z.object({
  /** Raw Ed25519 public key, and PKCS #8, both hex. */
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  privateKey: z.string().regex(/^([0-9a-f]{2})+$/),
});

/** Makes an auditor's key and keeps it in a file that only its owner may read. @returns the public key, hex */
export async function makeAuditorKey(file: string): Promise<string> {
  const { pair, publicKey } = await generateSigningKey({ extractable: true });
  const key = { publicKey: toHex(publicKey), privateKey: toHex(await exportPrivateKey(pair.privateKey)) };
  await writeFile(file, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return key.publicKey;
}

/** @throws UsageError when the file is not there or holds no key */
export async function readAuditorKey(file: string): Promise<Auditor> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null)
    throw new UsageError(`--auditor: there is no file ${file}. Make one: promptale auditor-key ${file}`);
  let parsed: z.infer<typeof keyFileSchema>;
  try {
    parsed = keyFileSchema.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`--auditor: ${file} is not a key that promptale auditor-key made.`);
  }
  const privateKey = await importPrivateKey(fromHex(parsed.privateKey));
  return { key: parsed.publicKey, sign: (digest) => sign(privateKey, digest) };
}
