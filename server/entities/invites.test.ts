import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../shared/crypto/hex.ts';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { hashSchema, inviteCodeSchema } from '../../shared/protocol/ids.ts';
import { contributors, invites } from '../store/schema.ts';
import { startTestRounds, type TestRounds } from '../testing/test-rounds.ts';
import { inviteAdmission } from './admission.ts';
import { entitiesOf } from './entity-map.ts';
import { forgetContributor } from './forget.ts';
import { giveInvite, giveOperatorInvites } from './invites.ts';

const NOW = 1_800_000_000_000;
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
const freshKey = async () =>
  hashSchema.parse(toHex((await generateSigningKey({ extractable: false })).publicKey));
const enrol = async (invite?: string, publicKey?: string) =>
  inviteAdmission(test.db).enrol(
    {
      publicKey: hashSchema.parse(publicKey ?? (await freshKey())),
      proof: null,
      ...(invite === undefined ? {} : { invite: inviteCodeSchema.parse(invite) }),
    },
    NOW,
  );
const person = async (id: string) => {
  const [row] = await test.db.select().from(contributors).where(eq(contributors.id, id));
  if (row === undefined) throw new Error('not enrolled');
  return row;
};
const establish = (id: string) =>
  test.db.update(contributors).set({ acceptedRounds: 100 }).where(eq(contributors.id, id));

describe('admission by invitation', () => {
  it('says so, and takes nobody in without one', async () => {
    expect(inviteAdmission(test.db).policy(NOW)).toEqual({ kind: 'invite' });
    expect(await codeOf(enrol())).toBe('INVITE_REFUSED');
    expect(await codeOf(enrol('0'.repeat(32)))).toBe('INVITE_REFUSED');
  });

  it('takes one person in for a code, once, and knows a key again without one', async () => {
    const [code = ''] = await giveOperatorInvites(test.db, 1, NOW);
    const publicKey = await freshKey();
    const enrolled = await enrol(code, publicKey);
    expect(enrolled).toMatchObject({ standing: 'new', acceptedRounds: 0 });
    expect(await codeOf(enrol(code))).toBe('INVITE_REFUSED');
    expect(await enrol(undefined, publicKey)).toEqual(enrolled);
  });

  it('uses up one code when a key asks twice at once', async () => {
    const codes = await giveOperatorInvites(test.db, 2, NOW);
    const publicKey = await freshKey();
    const answers = await Promise.all(codes.map((code) => codeOf(enrol(code, publicKey))));
    expect(answers).toContain('done');
    const rows = await test.db.select().from(invites);
    const used = rows.filter(({ usedBy }) => usedBy !== null);
    expect(new Set(used.map(({ usedBy }) => usedBy)).size).toBe(used.length);
  });

  it('keeps no code, only its hash', async () => {
    const [code = ''] = await giveOperatorInvites(test.db, 1, NOW);
    expect(JSON.stringify(await test.db.select().from(invites))).not.toContain(code);
  });
});

describe('somebody invited who is forgotten', () => {
  it('leaves no name in any invitation, nor in those who came by him', async () => {
    const [code] = await giveOperatorInvites(test.db, 1, NOW);
    const ada = (await enrol(code)).contributor;
    await establish(ada);
    const bea = (await enrol((await giveInvite(test.db, await person(ada), 3, NOW)).code)).contributor;
    await forgetContributor(test.db, test.blobs, ada, 'forgotten:x');
    expect(JSON.stringify(await test.db.select().from(invites))).not.toContain(ada);
    const left = await person(bea);
    expect(left.inviteRoot).not.toBeNull();
    expect(left.inviteRoot).not.toBe(ada);
    expect(await codeOf(enrol(code))).toBe('INVITE_REFUSED');
  });
});

describe('invitations of contributors', () => {
  it('are for those who are established, as many as each may give', async () => {
    const [code] = await giveOperatorInvites(test.db, 1, NOW);
    const { contributor } = await enrol(code);
    expect(await codeOf(giveInvite(test.db, await person(contributor), 2, NOW))).toBe('INVITE_REFUSED');
    await establish(contributor);
    expect(await giveInvite(test.db, await person(contributor), 2, NOW)).toMatchObject({ left: 1 });
    expect(await giveInvite(test.db, await person(contributor), 2, NOW)).toMatchObject({ left: 0 });
    expect(await codeOf(giveInvite(test.db, await person(contributor), 2, NOW))).toBe('INVITE_REFUSED');
  });

  it('make one entity of a whole chain, and none of those whom the operator invited', async () => {
    const [first, second] = await giveOperatorInvites(test.db, 2, NOW);
    const ada = (await enrol(first)).contributor;
    const eve = (await enrol(second)).contributor;
    await establish(ada);
    const bea = (await enrol((await giveInvite(test.db, await person(ada), 3, NOW)).code)).contributor;
    await establish(bea);
    const cid = (await enrol((await giveInvite(test.db, await person(bea), 3, NOW)).code)).contributor;
    const entities = await entitiesOf(test.db, [ada, bea, cid, eve], 1);
    expect(new Set([ada, bea, cid].map((id) => entities.get(id) ?? id)).size).toBe(1);
    expect(entities.get(eve) ?? eve).not.toBe(entities.get(ada) ?? ada);
  });
});
