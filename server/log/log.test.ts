import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../shared/crypto/hex.ts';
import { leafHash, merkleRoot } from '../../shared/crypto/merkle.ts';
import { generateSigningKey, sign } from '../../shared/crypto/signing.ts';
import { canonicalBytes, canonicalDigest } from '../../shared/protocol/canonical.ts';
import { refuse } from '../../shared/protocol/errors.ts';
import { hashSchema, modelHashSchema } from '../../shared/protocol/ids.ts';
import { type Leaf, type RoundLeaf, roundLeafSchema } from '../../shared/protocol/log.ts';
import { ServerTrouble } from '../../shared/protocol/server-client.ts';
import { auditServer } from '../../shared/replay/audit-server.ts';
import { verifyAppendOnly, verifyHead, verifyLeaf } from '../../shared/replay/verify-log.ts';
import { type OpenDatabase, openDatabase } from '../store/database.ts';
import { leaves, publicBlobs } from '../store/schema.ts';
import { type Lies, lyingClient, startTestServer, type TestServer } from '../testing/test-server.ts';
import { openLog, type TransparencyLog } from './transparency-log.ts';

const NOW = 1_800_000_000_000;
const hangUp = (): Response => {
  throw new TypeError('fetch failed');
};
const leafOf = (i: number): Leaf => ({
  type: 'genesis',
  protocol: 1,
  task: 'taste',
  model: { version: 1, hash: modelHashSchema.parse('a'.repeat(64)), parameters: i + 1 },
  optimiserState: hashSchema.parse('b'.repeat(64)),
  createdAt: i,
});

describe('the transparency log', () => {
  let opened: OpenDatabase;
  let log: TransparencyLog;
  beforeAll(async () => {
    opened = await openDatabase('memory://');
    log = await openLog(opened.db, () => NOW);
  });
  afterAll(() => opened.close());

  it('of nothing has a signed head', async () => {
    const head = await log.head();
    expect(head).toMatchObject({ size: 0, root: toHex(merkleRoot([])), at: NOW });
    expect(await verifyHead(head, log.key)).toBe(true);
    expect(await log.entries(0, 10)).toEqual([]);
  });

  it('appends in order, and every head can be proven to go on from every earlier one', async () => {
    const heads = [];
    for (let i = 0; i < 9; i++) {
      const { index } = await opened.db.transaction((tx) => log.append(tx, leafOf(i)));
      expect(index).toBe(i);
      heads.push(await log.head());
    }
    for (const [i, earlier] of heads.entries()) {
      for (const later of heads.slice(i)) {
        const proof = await log.consistency(earlier.size, later.size);
        expect(verifyAppendOnly(earlier, later, proof)).toBe(true);
      }
    }
  });

  it('tells its entries page by page, each provable under the head as it was told', async () => {
    const head = await log.head();
    const told = [...(await log.entries(0, 4)), ...(await log.entries(4, 4)), ...(await log.entries(8, 4))];
    expect(told.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await log.entries(9, 4)).toEqual([]);
    for (const { index, leaf } of told) {
      const proof = await log.inclusion(index, head.size);
      expect(verifyLeaf(leaf, index, proof, head)).toBe(true);
      expect(verifyLeaf({ ...Object(leaf), createdAt: 99 }, index, proof, head)).toBe(false);
    }
  });

  it('keeps no trace of a leaf whose transaction did not hold', async () => {
    const before = await log.head();
    const undone = opened.db.transaction(async (tx) => {
      await log.append(tx, leafOf(50));
      throw new Error('the rest did not hold');
    });
    await expect(undone).rejects.toThrow('the rest did not hold');
    expect((await log.head()).root).toBe(before.root);
    expect(await opened.db.transaction((tx) => log.append(tx, leafOf(9)))).toMatchObject({ index: 9 });
  });

  it('takes no leaf that is not of the published schema', async () => {
    const wrong = { ...leafOf(1), createdAt: -1 };
    await expect(opened.db.transaction((tx) => log.append(tx, wrong))).rejects.toThrow();
    expect((await log.head()).size).toBe(10);
  });

  it('answers many at once alike', async () => {
    await opened.db.transaction((tx) => log.append(tx, leafOf(10)));
    const heads = await Promise.all(Array.from({ length: 6 }, () => log.head()));
    expect(new Set(heads.map(({ root, size }) => `${size} ${root}`)).size).toBe(1);
    expect(heads[0]!.size).toBe(11);
  });

  it('has no proof of what is not in it', async () => {
    for (const [index, size] of [
      [11, 11],
      [-1, 5],
      [0, 12],
      [5, 5],
    ] as const) {
      await expect(log.inclusion(index, size)).rejects.toThrow(RangeError);
    }
    for (const [first, second] of [
      [0, 3],
      [4, 3],
      [1, 12],
    ] as const) {
      await expect(log.consistency(first, second)).rejects.toThrow(RangeError);
    }
  });

  it('is the same with the same key after a restart', async () => {
    const again = await openLog(opened.db, () => NOW);
    expect(again.key).toBe(log.key);
    expect(await again.head()).toEqual(await log.head());
  });
});

describe('an audit from outside', () => {
  let server: TestServer;
  let round: RoundLeaf;

  beforeAll(async () => {
    server = await startTestServer();
    await server.finishRound();
    await server.finishRound();
    const { entries } = await server.client.call('log.entries', { from: 0, count: 10 });
    round = roundLeafSchema.parse(entries[1]?.leaf);
  });
  afterAll(() => server.stop());

  const audit = (lies: Lies = {}) => auditServer(lyingClient(server.app, lies));
  /** Audits with the second leaf changed in the database: as text only, or by an operator who rewrote all of it. */
  async function auditWithLeaf(change: (leaf: RoundLeaf) => void, rewritten: boolean) {
    const { db, log } = server.engine;
    const [row] = await db.select().from(leaves).where(eq(leaves.index, 1));
    const leaf: RoundLeaf = JSON.parse(row!.leaf);
    change(leaf);
    const hash = rewritten ? toHex(leafHash(canonicalBytes(leaf))) : row!.hash;
    await db
      .update(leaves)
      .set({ leaf: JSON.stringify(leaf), hash })
      .where(eq(leaves.index, 1));
    if (rewritten) Object.assign(server.engine, { log: await openLog(db, Date.now) });
    try {
      return await audit();
    } finally {
      await db.update(leaves).set({ leaf: row!.leaf, hash: row!.hash }).where(eq(leaves.index, 1));
      Object.assign(server.engine, { log });
    }
  }

  it('of an honest server finds nothing', async () => {
    expect(await audit()).toEqual({
      ok: true,
      leaves: 3,
      rounds: 2,
      replayed: 2,
      notReplayable: [],
      rewardsRecomputed: true,
      headConsistent: true,
      problems: [],
    });
  });

  it('finds a leaf that was changed under a head that was signed before', async () => {
    const found = await auditWithLeaf((leaf) => {
      leaf.closedAt += 1;
    }, false);
    expect(found).toMatchObject({ ok: false, headConsistent: false });
    expect(found.problems.join()).toContain('do not make the root');
  });

  it.each<[string, (leaf: RoundLeaf) => void, RegExp]>([
    ['a weight', (leaf) => void leaf.weights.splice(0, 1, 0.9), /weights are not those/],
    ['a share', (leaf) => void leaf.shares.reverse(), /influence shares/],
    ['the norm', (leaf) => Object.assign(leaf, { norm: leaf.norm / 100 }), /longer than the norm/],
    ['the model', (leaf) => Object.assign(leaf.result!, { hash: 'f'.repeat(64) }), /the log says/],
    [
      'the aggregate',
      (leaf) => Object.assign(leaf.result!, { aggregate: 'f'.repeat(64) }),
      /aggregate differs/,
    ],
    ['the state', (leaf) => Object.assign(leaf.result!, { stateAfter: 'f'.repeat(64) }), /state differs/],
    ['the rule', (leaf) => Object.assign(leaf, { rule: { name: 'mean', f: 0 } }), /influence shares/],
    ['the cohort', (leaf) => void leaf.cohort.pop(), /needs at least 5 updates/],
    ['the cohort’s order', (leaf) => void leaf.cohort.reverse(), /not ordered/],
    ['the version', (leaf) => Object.assign(leaf.result!, { version: 5 }), /skips a version/],
    ['the base', (leaf) => Object.assign(leaf.base, { version: 3 }), /newest published version/],
    ['the seed', (leaf) => Object.assign(leaf.seed, { reveal: 'f'.repeat(64) }), /another seed/],
    [
      'anything beyond the schema',
      (leaf) => Object.assign(leaf, { outcome: 'fine' }),
      /not of the published schema/,
    ],
  ])('finds by recomputing that somebody rewrote the whole log to change %s', async (_, change, problem) => {
    const found = await auditWithLeaf(change, true);
    expect(found).toMatchObject({ ok: false, headConsistent: true });
    expect(found.problems.join('; ')).toMatch(problem);
  });

  it('lists a round as not replayable, with the reason, when a body was damaged, deleted, or closed to it', async () => {
    const { bodyHash } = round.cohort[0]!;
    const file = join(server.blobFolder, bodyHash.slice(0, 2), bodyHash);
    const body = await readFile(file);
    const listed = {
      ok: true,
      replayed: 1,
      notReplayable: [{ round: 1, reason: expect.stringContaining('body') }],
    };
    await writeFile(
      file,
      Uint8Array.from(body, (byte, i) => (i === 20 ? byte ^ 1 : byte)),
    );
    expect(await audit()).toMatchObject(listed);
    await server.engine.blobs.delete(bodyHash);
    expect(await audit()).toMatchObject(listed);
    await writeFile(file, body);
    expect(await audit()).toMatchObject({ ok: true, replayed: 2 });

    const { db } = server.engine;
    const [row] = await db.select().from(publicBlobs).where(eq(publicBlobs.hash, bodyHash));
    await db.delete(publicBlobs).where(eq(publicBlobs.hash, bodyHash));
    expect(await audit()).toMatchObject(listed);
    await db.insert(publicBlobs).values(row!);
  });

  it('finds bytes that are given out under a wrong hash', async () => {
    const { bodyHash } = round.cohort[0]!;
    const found = await audit({
      paths: { [`/blobs/${bodyHash}`]: () => new Response(Uint8Array.of(1, 2, 3)) },
    });
    expect(found).toMatchObject({ ok: false, replayed: 1 });
    expect(found.problems.join()).toContain(bodyHash);
  });

  it('finds a head by another key, a shorter log, and one that will not be shown whole', async () => {
    const { pair } = await generateSigningKey({ extractable: false });
    const head = await server.client.call('log.head');
    const { signature: _, ...signed } = head;
    const forged = { ...head, signature: toHex(await sign(pair.privateKey, canonicalDigest(signed))) };
    const byAnother = await audit({ procedures: { 'log.head': () => forged } });
    expect(byAnother.problems.join()).toContain('not signed by the log key');

    let asked = 0;
    const shrinks = await audit({
      procedures: { 'log.head': (data) => (asked++ === 0 ? data : { ...data, size: 2 }) },
    });
    expect(shrinks).toMatchObject({ ok: false, headConsistent: false });

    const hidden = await audit({ procedures: { 'log.entries': () => ({ entries: [] }) } });
    expect(hidden).toMatchObject({ ok: false, headConsistent: false, leaves: 0 });
  });

  it('waits as long as it is told to when it asks too often', async () => {
    let refused = 0;
    const busy = () => {
      const refusal = refuse('RATE_LIMITED', 'Too many requests.', { retryAfterMs: 1234 });
      return Response.json({ error: { code: -32600, message: '', data: { refusal } } }, { status: 429 });
    };
    const lies = { paths: { '/': () => (refused++ % 2 === 0 ? busy() : null) } };
    const waits: number[] = [];
    const found = await auditServer(lyingClient(server.app, lies), async (ms) => void waits.push(ms));
    expect(found).toMatchObject({ ok: true, replayed: 2 });
    expect(new Set(waits)).toEqual(new Set([1234]));
  });

  it('ends with the reason when the server does not answer', async () => {
    const gone = auditServer(lyingClient(server.app, { paths: { '/blobs/': hangUp } }));
    await expect(gone).rejects.toThrow(ServerTrouble);
  });
});
