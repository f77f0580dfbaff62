import { eq, isNull, ne } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../shared/crypto/hex.ts';
import { admissionDigest, leadingZeroBits, searchProof } from '../../shared/crypto/proof-of-work.ts';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import type { ContributorKey } from '../../shared/learning/contributor.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { hashSchema } from '../../shared/protocol/ids.ts';
import { CLOCK_TOLERANCE_SECONDS, signedRequestDigest } from '../../shared/protocol/signed-request.ts';
import { replayRound } from '../../shared/replay/replay-round.ts';
import { verifyEpoch } from '../../shared/replay/verify-epoch.ts';
import {
  contributors,
  earnings,
  publicBlobs,
  requestNonces,
  rounds,
  updates,
  values,
} from '../store/schema.ts';
import { startTestRounds, step, type TestRounds } from '../testing/test-rounds.ts';
import { proofOfWorkAdmission } from './admission.ts';
import { authenticate } from './authenticate.ts';
import { forgetContributor } from './forget.ts';

const HOUR = 3_600_000;
let test: TestRounds;

beforeAll(async () => {
  test = await startTestRounds();
});
afterAll(() => test.stop());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
  );

describe('admission', () => {
  const BITS = 8;
  const NOW = 500 * HOUR + 5;
  const admission = () => proofOfWorkAdmission(test.db, BITS, new Uint8Array(32).fill(7));
  const freshKey = async () =>
    hashSchema.parse(toHex((await generateSigningKey({ extractable: false })).publicKey));
  const challengeAt = (now: number) => {
    const policy = admission().policy(now);
    return policy.kind === 'proof-of-work' ? policy.challenge : hashSchema.parse('0'.repeat(64));
  };
  const proofFor = (publicKey: string, challenge = challengeAt(NOW)) => {
    const counter = searchProof(fromHex(challenge), fromHex(publicKey), BITS, 0, 1e6);
    if (counter === null) throw new Error('no proof was found');
    return { challenge, counter };
  };

  it('takes a key in for its work, once', async () => {
    const publicKey = await freshKey();
    const enrolled = await admission().enrol({ publicKey, proof: proofFor(publicKey) }, NOW);
    expect(enrolled).toMatchObject({ standing: 'new', acceptedRounds: 0 });
    expect(
      await test.db.select().from(contributors).where(eq(contributors.id, enrolled.contributor)),
    ).toMatchObject([{ publicKey, enrolledAt: NOW, suspended: false }]);
  });

  it('asks no work of a key it knows, and tells its standing', async () => {
    const publicKey = await freshKey();
    const { contributor } = await admission().enrol({ publicKey, proof: proofFor(publicKey) }, NOW);
    const again = () => admission().enrol({ publicKey, proof: null }, NOW);
    expect(await again()).toMatchObject({ standing: 'new', contributor });
    const set = (row: object) =>
      test.db.update(contributors).set(row).where(eq(contributors.id, contributor));
    await set({ acceptedRounds: 18 });
    expect(await again()).toMatchObject({ standing: 'new' });
    await set({ acceptedRounds: 19 });
    expect(await again()).toMatchObject({ standing: 'established', acceptedRounds: 19 });
    await set({ suspended: true });
    expect(await again()).toMatchObject({ standing: 'suspended' });
  });

  it('takes a challenge for its hour and the next, and no longer', async () => {
    const publicKey = await freshKey();
    const proof = proofFor(publicKey);
    for (const later of [2 * HOUR, 3 * HOUR, -HOUR]) {
      expect(await codeOf(admission().enrol({ publicKey, proof }, NOW + later))).toBe('ADMISSION_REFUSED');
    }
    expect(await codeOf(admission().enrol({ publicKey, proof }, NOW + HOUR))).toBe('done');
  });

  it('refuses no proof, too little work, another key’s proof, and a challenge of one’s own', async () => {
    const publicKey = await freshKey();
    const proof = proofFor(publicKey);
    let lazy = 0;
    while (leadingZeroBits(admissionDigest(fromHex(proof.challenge), fromHex(publicKey), lazy)) >= BITS)
      lazy++;
    const others = await freshKey();
    let stolen = proofFor(others);
    while (
      leadingZeroBits(admissionDigest(fromHex(stolen.challenge), fromHex(publicKey), stolen.counter)) >= BITS
    ) {
      stolen = { ...stolen, counter: stolen.counter + 1 };
    }
    const ownChallenge = hashSchema.parse('1'.repeat(64));
    for (const bad of [null, { ...proof, counter: lazy }, stolen, proofFor(publicKey, ownChallenge)]) {
      expect(await codeOf(admission().enrol({ publicKey, proof: bad }, NOW))).toBe('ADMISSION_REFUSED');
    }
    const rows = await test.db.select().from(contributors).where(eq(contributors.publicKey, publicKey));
    expect(rows).toEqual([]);
  });

  it('of no bits is open, and asks for nothing', async () => {
    const open = proofOfWorkAdmission(test.db, 0, new Uint8Array(32));
    expect(open.policy(NOW)).toEqual({ kind: 'open' });
    expect(await codeOf(open.enrol({ publicKey: await freshKey(), proof: null }, NOW))).toBe('done');
  });
});

describe('a signed request', () => {
  const NOW = 1_800_000_000_000;
  let person: ContributorKey;
  let nonce = 0;

  beforeAll(async () => {
    person = await test.newPerson();
  });

  async function request(over: Record<string, unknown> = {}, signer = person) {
    const unsigned = {
      protocol: 1,
      action: 'rewards.balance',
      contributor: person.id,
      payload: {},
      created: NOW / 1000,
      nonce: (nonce++).toString(16).padStart(32, '0'),
      ...over,
    };
    return { ...unsigned, signature: toHex(await signer.sign(signedRequestDigest(unsigned))) };
  }
  const outcome = (asked: Awaited<ReturnType<typeof request>>, now = NOW) =>
    codeOf(authenticate(test.db, asked, now));

  it('is taken once', async () => {
    const asked = await request();
    expect(await authenticate(test.db, asked, NOW)).toMatchObject({ id: person.id });
    expect(await outcome(asked)).toBe('REPLAYED');
  });

  it('is not taken for another action, another payload, or another person', async () => {
    const other = await test.newPerson();
    for (const over of [
      { action: 'contributor.forget' },
      { payload: { address: '0x00' } },
      { contributor: other.id },
      { created: NOW / 1000 + 1 },
      { nonce: 'f'.repeat(32) },
      { more: true },
    ]) {
      expect(await outcome({ ...(await request()), ...over })).toBe('SIGNATURE_INVALID');
    }
    expect(await outcome(await request({}, other))).toBe('SIGNATURE_INVALID');
    expect(await outcome(await request({ contributor: 'e'.repeat(64) }))).toBe('CONTRIBUTOR_UNKNOWN');
  });

  it('that failed does not use its nonce up', async () => {
    const asked = await request();
    expect(await outcome({ ...asked, signature: '0'.repeat(128) })).toBe('SIGNATURE_INVALID');
    expect(await outcome(asked)).toBe('done');
  });

  it('has to be made lately by the server’s clock, and is still a replay at the end of that time', async () => {
    for (const sign of [1, -1]) {
      const edge = sign * CLOCK_TOLERANCE_SECONDS;
      expect(await outcome(await request({ created: NOW / 1000 + edge + sign }))).toBe('CLOCK_SKEW');
      expect(await outcome(await request({ created: NOW / 1000 + edge }))).toBe('done');
    }
    const early = await request({ created: NOW / 1000 + CLOCK_TOLERANCE_SECONDS });
    expect(await outcome(early)).toBe('done');
    // As late as it could be sent again.
    expect(await outcome(early, NOW + 2 * CLOCK_TOLERANCE_SECONDS * 1000)).toBe('REPLAYED');
  });

  it('leaves no nonce behind for ever', async () => {
    const muchLater = NOW + 10 * CLOCK_TOLERANCE_SECONDS * 1000;
    expect(await outcome(await request({ created: muchLater / 1000 }), muchLater)).toBe('done');
    expect(await test.db.select().from(requestNonces)).toHaveLength(1);
  });
});

describe('forgetting a contributor', () => {
  const TOMBSTONE = 'd'.repeat(64);

  /** Everything the store holds, as text: what was forgotten must not be found in it. */
  async function everything(): Promise<string> {
    const tables = [contributors, updates, values, earnings, rounds];
    const rows = await Promise.all(tables.map((table) => test.db.select().from(table)));
    return JSON.stringify(rows);
  }
  const bodyOf = async (hash: string) =>
    (await test.db.select().from(updates).where(eq(updates.hash, hash)))[0]?.bodyHash ?? '';
  const lastRound = async () => {
    const leaf = (await test.leaves()).filter(({ type }) => type === 'round').at(-1);
    return leaf?.type === 'round' ? leaf : null;
  };
  const fetchBlob = (hash: string) => test.blobs.get(hash);

  it('removes the key, the name from every row, and the bodies of rounds that have ended', async () => {
    const [leaver, stayer] = [await test.newPerson(), await test.newPerson()];
    const gone = await test.contribute(leaver, step(0.001));
    const kept = await test.contribute(stayer, step(0.001));
    const bodies = { gone: await bodyOf(gone), kept: await bodyOf(kept) };
    await test.finishRound();
    test.epoch++;
    await test.closeEpochs();
    expect(await everything()).toContain(leaver.id);

    const told = await forgetContributor(test.db, test.blobs, leaver.id, TOMBSTONE);
    expect(told.join()).toMatch(/hashes of your updates.*models learnt/);
    expect(told.join()).not.toContain('under way');
    const left = await everything();
    expect(left).not.toContain(leaver.id);
    expect(left).not.toContain(toHex(leaver.publicKey));
    expect(left).toContain(stayer.id);
    expect(await test.blobs.get(bodies.gone)).toBeNull();
    expect(await test.blobs.get(bodies.kept)).not.toBeNull();
    const open = await test.db.select().from(publicBlobs).where(eq(publicBlobs.hash, bodies.gone));
    expect(open).toEqual([]);
    expect(await codeOf(authenticate(test.db, { ...unsigned(leaver), signature: '00' }, test.now))).toBe(
      'CONTRIBUTOR_UNKNOWN',
    );
    // The log goes on holding, and says what it cannot show any more.
    expect(await replayRound((await lastRound())!, fetchBlob)).toMatchObject({ replay: 'not-replayable' });
  });

  it('leaves the round under way unharmed: the update counts there, under nobody’s name, and then goes', async () => {
    const [leaver, stayer] = [await test.newPerson(), await test.newPerson()];
    const going = await test.contribute(leaver, step(0.002));
    await test.contribute(stayer, step(0.001));
    const body = await bodyOf(going);
    const told = await forgetContributor(test.db, test.blobs, leaver.id, TOMBSTONE);
    expect(told.join()).toContain('until that round ends');
    expect(await everything()).not.toContain(leaver.id);
    expect(await test.blobs.get(body)).not.toBeNull();

    await test.finishRound();
    const leaf = await lastRound();
    expect(leaf).toMatchObject({ outcome: 'published' });
    expect(leaf?.cohort.map(({ update }) => update as string)).toContain(going);
    expect(await test.blobs.get(body)).toBeNull();
    const left = await test.db.select().from(contributors).where(eq(contributors.publicKey, ''));
    expect(left).toEqual([]);
  });

  it('between a round and the close of its epoch leaves the epoch’s accounts holding', async () => {
    const [leaver, stayer] = [await test.newPerson(), await test.newPerson()];
    await test.contribute(leaver, step(0.001));
    await test.contribute(stayer, step(0.001));
    await test.finishRound();
    await forgetContributor(test.db, test.blobs, leaver.id, TOMBSTONE);
    test.epoch++;
    await test.closeEpochs();
    const leaves = await test.leaves();
    const epoch = leaves.at(-1);
    const roundLeaves = leaves.filter((leaf) => leaf.type === 'round');
    expect(epoch?.type).toBe('epoch');
    if (epoch?.type !== 'epoch') return;
    // Unknown, because a body is gone; but nothing that can be checked is wrong.
    expect(await verifyEpoch(epoch, roundLeaves, fetchBlob)).toMatchObject({
      holds: 'unknown',
    });
    const contributed = roundLeaves
      .filter(({ round }) => epoch.rounds.some((opened) => opened.round === round))
      .flatMap(({ cohort }) => cohort.map(({ pseudonym }) => pseudonym));
    expect(epoch.outcomes.map(({ pseudonym }) => pseudonym)).toEqual(contributed.sort());
  });

  it('can be done to a key again that was enrolled again, also within one epoch', async () => {
    const leaver = await test.newPerson();
    for (let time = 0; time < 2; time++) {
      await test.contribute(leaver, step(0.001));
      await test.finishRound();
      await forgetContributor(test.db, test.blobs, leaver.id, TOMBSTONE);
      await test.db
        .insert(contributors)
        .values({ id: leaver.id, publicKey: toHex(leaver.publicKey), enrolledAt: ++test.now });
    }
    await test.contribute(leaver, step(0.001));
    await test.finishRound();
    test.epoch++;
    await test.closeEpochs();
    const epoch = (await test.leaves()).at(-1);
    expect(epoch?.type === 'epoch' && epoch.rounds).toHaveLength(3);
    // The key whose name is still known earns; the forgotten ones of the same epoch are one entity with it, as logged.
    const paid = await test.db.select().from(earnings).where(eq(earnings.contributor, leaver.id));
    expect(paid).toHaveLength(1);
    expect(await codeOf(forgetContributor(test.db, test.blobs, leaver.id, TOMBSTONE))).toBe('done');
    expect(await everything()).not.toContain(leaver.id);
  });

  it('tells that an address which was chosen keeps what is owed to it', async () => {
    const person = await test.newPerson();
    await test.db.update(contributors).set({ account: '0xabc' }).where(eq(contributors.id, person.id));
    const told = await forgetContributor(test.db, test.blobs, person.id, TOMBSTONE);
    expect(told.join()).toContain('the address you chose');
  });

  it('of somebody who is unknown changes nothing', async () => {
    const before = await everything();
    await forgetContributor(test.db, test.blobs, 'e'.repeat(64), TOMBSTONE);
    expect(await everything()).toBe(before);
    expect(await test.db.select().from(updates).where(ne(updates.state, 'x'))).not.toEqual([]);
    expect(await test.db.select().from(values).where(isNull(values.settledEpoch))).toEqual([]);
  });
});

const unsigned = (person: ContributorKey) => ({
  contributor: person.id,
  created: test.now / 1000,
  nonce: 'a'.repeat(32),
});
