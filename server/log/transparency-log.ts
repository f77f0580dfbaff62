import { asc, count } from 'drizzle-orm';
import { fromHex, toHex } from '../../shared/crypto/hex.ts';
import { consistencyProof, inclusionProof, leafHash, merkleRoot } from '../../shared/crypto/merkle.ts';
import { exportPrivateKey, generateSigningKey, importPrivateKey, sign } from '../../shared/crypto/signing.ts';
import { canonicalBytes, canonicalDigest } from '../../shared/protocol/canonical.ts';
import { type Hash, hashSchema } from '../../shared/protocol/ids.ts';
import { type Leaf, leafSchema, type TreeHead, treeHeadSchema } from '../../shared/protocol/log.ts';
import type { Database } from '../store/database.ts';
import { leaves } from '../store/schema.ts';
import { secret } from '../store/secrets.ts';

/** The append-only log of everything that changed the model or the ledger (RFC 9162 hashing, signed heads). */
export interface TransparencyLog {
  /** Raw Ed25519 public key of the log, hex. */
  readonly key: Hash;
  /** Appends a leaf inside the caller's transaction, so that a leaf and what it describes are committed together. */
  append(tx: Database, leaf: Leaf): Promise<{ index: number; hash: string }>;
  head(): Promise<TreeHead>;
  entries(from: number, count: number): Promise<{ index: number; leaf: unknown }[]>;
  /** @throws RangeError when the index is not in a tree of that size */
  inclusion(index: number, size: number): Promise<string[]>;
  /** @throws RangeError when there is no such pair of trees */
  consistency(first: number, second: number): Promise<string[]>;
}

/** Opens the log over `db`; its key is made once and kept there. */
export async function openLog(db: Database, now: () => number): Promise<TransparencyLog> {
  const { privateKey, key } = await logKey(db);
  /** Leaf hashes in order; grows with the table, which never shrinks. */
  const known: Uint8Array[] = [];

  async function refresh(): Promise<Uint8Array[]> {
    const rows = await db
      .select({ index: leaves.index, hash: leaves.hash })
      .from(leaves)
      .orderBy(asc(leaves.index))
      .offset(known.length);
    for (const row of rows) if (row.index === known.length) known.push(fromHex(row.hash));
    return known;
  }

  return {
    key,
    async append(tx, leaf) {
      // Parsed and rendered as JSON first: what is hashed is what a reader of the JSON will hash.
      const json = JSON.stringify(leafSchema.parse(leaf));
      const hash = toHex(leafHash(canonicalBytes(JSON.parse(json))));
      const [row] = await tx.select({ size: count() }).from(leaves);
      const index = row?.size ?? 0;
      await tx.insert(leaves).values({ index, hash, leaf: json });
      return { index, hash };
    },
    async head() {
      const hashes = await refresh();
      const signed = { size: hashes.length, root: toHex(merkleRoot(hashes)), at: now() };
      return treeHeadSchema.parse({
        ...signed,
        signature: toHex(await sign(privateKey, canonicalDigest(signed))),
      });
    },
    async entries(from, howMany) {
      const rows = await db.select().from(leaves).orderBy(asc(leaves.index)).offset(from).limit(howMany);
      return rows.map((row) => ({ index: row.index, leaf: JSON.parse(row.leaf) as unknown }));
    },
    async inclusion(index, size) {
      return inclusionProof(await refresh(), index, size).map(toHex);
    },
    async consistency(first, second) {
      return consistencyProof(await refresh(), first, second).map(toHex);
    },
  };
}

async function logKey(db: Database): Promise<{ privateKey: CryptoKey; key: Hash }> {
  const stored = await secret(db, 'log-key', async () => {
    const made = await generateSigningKey({ extractable: true });
    return `${toHex(await exportPrivateKey(made.pair.privateKey))}:${toHex(made.publicKey)}`;
  });
  const [pkcs8 = '', publicKey = ''] = stored.split(':');
  return { privateKey: await importPrivateKey(fromHex(pkcs8)), key: hashSchema.parse(publicKey) };
}
