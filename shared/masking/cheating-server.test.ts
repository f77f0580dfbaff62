import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type GroupMember,
  groupMember,
  helperInProcess,
  runGroup,
} from '../../tests/lab/masked/run-group.ts';
import { modelHashSchema, roundNumberSchema } from '../protocol/ids.ts';
import { groupTerms, type MaskingContext } from './group-terms.ts';
import { helperSum } from './helper/helper-sum.ts';
import { openReplySchema } from './helper/mask-helper.ts';
import { type Seal, sealSchema } from './helper/seal.ts';
import type { MaskedSum } from './masked-sum.ts';
import { readMessage, someBytes, writeMessage } from './message.ts';
import { rosterSchema, sharesForSchema, signaturesSchema } from './pairwise/messages.ts';
import { pairwiseSum } from './pairwise/pairwise-sum.ts';

/** What servers that cheat might try, so as to learn one update instead of a sum. */

const context: MaskingContext = {
  task: 'voice',
  round: roundNumberSchema.parse(3),
  model: modelHashSchema.parse('01'.repeat(32)),
  dimension: 50,
  norm: 1,
  groupSize: 8,
  noiseMultiplier: 0,
};
const { ring, threshold } = groupTerms(context);
const crowd = (n: number): Promise<GroupMember[]> =>
  Promise.all([...Array(n).keys()].map((i) => groupMember(new Uint32Array(ring.length).fill(i + 1))));

async function helper(smallestGroup = 8) {
  const party = await helperInProcess(smallestGroup);
  const engine = helperSum(party);
  const sealOf = async (member: GroupMember, of = context): Promise<Seal> => {
    const step = await engine.join({ context: of, ...member });
    if (step.is !== 'send') throw new Error(step.why);
    return readMessage(step.message, z.strictObject({ masked: someBytes, seal: sealSchema }))!.seal;
  };
  const ask = async (groups: Seal[][], about = context) =>
    readMessage(await party.ask(writeMessage({ context: about, groups })), openReplySchema)!;
  return { party, sealOf, ask };
}

describe('an aggregator that cheats its helper', () => {
  it('gets the sums of whole groups, and the same ones when it asks again', async () => {
    const { sealOf, ask } = await helper();
    const seals = await Promise.all((await crowd(16)).map((member) => sealOf(member)));
    const groups = [seals.slice(0, 8), seals.slice(8)];
    const first = await ask(groups);
    expect(first.is).toBe('sums');
    expect(await ask(groups)).toEqual(first);
  });

  it('gets nothing for a group of one, or of fewer than members agreed to', async () => {
    const { sealOf, ask } = await helper();
    const seals = await Promise.all((await crowd(8)).map((member) => sealOf(member)));
    expect((await ask([seals.slice(0, 1)])).is).toBe('refused');
    expect((await ask([seals.slice(0, 7)])).is).toBe('refused');
    // Saying that a smaller group was agreed to makes other seals of them, which cannot be opened.
    const lenient = await helper(1);
    const ours = await Promise.all((await crowd(8)).map((member) => lenient.sealOf(member)));
    expect((await lenient.ask([ours.slice(0, 3)], { ...context, groupSize: 3 })).is).toBe('refused');
  });

  it('gets nothing for groups that overlap, in one question or in two', async () => {
    const { sealOf, ask } = await helper();
    const members = await crowd(9);
    const seals = await Promise.all(members.map((member) => sealOf(member)));
    expect((await ask([seals.slice(0, 8), seals.slice(1, 9)])).is).toBe('refused');
    expect((await ask([[...seals.slice(0, 7), seals[0]!]])).is).toBe('refused');
    expect((await ask([seals.slice(0, 8)])).is).toBe('sums');
    expect((await ask([seals.slice(1, 9)])).is).toBe('refused');
  });

  it('cannot take one member’s two seals for two members', async () => {
    const { sealOf, ask } = await helper();
    const members = await crowd(7);
    const seals = await Promise.all([...members, members[0]!].map((member) => sealOf(member)));
    expect((await ask([seals])).is).toBe('refused');
  });

  it('cannot open what was sealed for another round, model or noise, nor change what it belongs to', async () => {
    const { sealOf, ask } = await helper();
    const members = await crowd(8);
    const seals = await Promise.all(members.map((member) => sealOf(member)));
    for (const other of [
      { ...context, round: roundNumberSchema.parse(4) },
      { ...context, model: modelHashSchema.parse('02'.repeat(32)) },
      { ...context, noiseMultiplier: 1 },
      { ...context, task: 'taste' as const },
    ]) {
      expect((await ask([seals], other)).is).toBe('refused');
    }
    const moved = await ask([[...seals.slice(0, 7), { ...seals[7]!, maskedHash: seals[0]!.maskedHash }]]);
    expect(moved).toMatchObject({ is: 'refused', culprits: [members[7]!.member] });
    const stolen = await ask([
      [...seals.slice(0, 7), { ...seals[7]!, publicKey: (await crowd(1))[0]!.publicKey }],
    ]);
    expect(stolen.is).toBe('refused');
    // Refusing opened nothing: the honest question still gets its answer.
    expect((await ask([seals])).is).toBe('sums');
  });

  it('gets an answer, and no exception, for whatever bytes', async () => {
    const { party, ask } = await helper();
    for (const bytes of [new Uint8Array(0), new Uint8Array([0xff, 1, 2]), writeMessage({ groups: 'none' })]) {
      expect(readMessage(await party.ask(bytes), openReplySchema)!.is).toBe('refused');
    }
    expect((await ask([[]])).is).toBe('refused');
    expect((await ask([])).is).toBe('refused');
  });
});

/** The pairwise engine, with a server that changes what it tells. */
function cheating(change: (phase: number, member: string, told: Uint8Array) => Uint8Array): MaskedSum {
  return {
    ...pairwiseSum,
    async close(of, received) {
      const step = await pairwiseSum.close(of, received);
      if (step.is !== 'tell') return step;
      const phase = received.length;
      return {
        is: 'tell',
        messages: new Map([...step.messages].map(([member, told]) => [member, change(phase, member, told)])),
      };
    },
  };
}

/** How many members answered in each phase. */
async function answersTo(
  members: readonly GroupMember[],
  change: Parameters<typeof cheating>[0],
): Promise<number[]> {
  const counts: number[] = [];
  const engine = cheating(change);
  await runGroup(
    {
      ...engine,
      async close(of, received) {
        counts[received.length - 1] = received.at(-1)!.size;
        return engine.close(of, received);
      },
    },
    context,
    members,
  );
  return counts;
}

describe('a server that cheats the members of a group', () => {
  it('is answered to the end when it does not cheat', async () => {
    expect(await answersTo(await crowd(8), (_, __, told) => told)).toEqual([8, 8, 8, 8, 8]);
  });

  it.each([
    [
      'one alone',
      (me: string, roster: unknown[]) => roster.filter((keys) => (keys as { member: string }).member === me),
    ],
    ['fewer than the threshold', (_: string, roster: unknown[]) => roster.slice(0, threshold - 1)],
    ['one member twice', (_: string, roster: unknown[]) => [...roster.slice(0, 7), roster[0]]],
    [
      'everybody but the member asked',
      (me: string, roster: unknown[]) => roster.filter((keys) => (keys as { member: string }).member !== me),
    ],
    [
      'keys of another under a member’s name',
      (_: string, roster: unknown[]) =>
        roster.map((keys, i) =>
          i === 3 ? { ...(keys as object), cipher: (roster[4] as { cipher: Uint8Array }).cipher } : keys,
        ),
    ],
  ])('gets no shares for a list of %s', async (_, listOf) => {
    const answers = await answersTo(await crowd(8), (phase, me, told) =>
      phase === 1 ? writeMessage({ roster: listOf(me, readMessage(told, rosterSchema)!.roster) }) : told,
    );
    expect(answers[1]).toBe(0);
  });

  it('cannot use keys that were signed for another round', async () => {
    const members = await crowd(8);
    const old = { ...context, round: roundNumberSchema.parse(2) };
    let roster: Uint8Array = new Uint8Array(0);
    await runGroup(
      {
        ...pairwiseSum,
        async close(of, received) {
          const step = await pairwiseSum.close(of, received);
          if (step.is === 'tell' && received.length === 1) roster = [...step.messages.values()][0]!;
          return step;
        },
      },
      old,
      members,
    );
    const victim = members[0]!.member;
    const answers = await answersTo(members, (phase, me, told) => {
      if (phase !== 1 || me !== victim) return told;
      const now = readMessage(told, rosterSchema)!.roster;
      const then = readMessage(roster, rosterSchema)!.roster;
      return writeMessage({
        roster: now.map((keys) => (keys.member === me ? keys : then.find((k) => k.member === keys.member))),
      });
    });
    expect(answers[1]).toBe(7);
  });

  it('gets no vector masked for fewer than the threshold, nor for shares that are another’s', async () => {
    const members = await crowd(8);
    const few = await answersTo(members, (phase, _, told) =>
      phase === 2
        ? writeMessage({ shares: readMessage(told, sharesForSchema)!.shares.slice(0, threshold - 2) })
        : told,
    );
    expect(few[2]).toBe(0);
    const swapped = await answersTo(members, (phase, _, told) => {
      if (phase !== 2) return told;
      const { shares } = readMessage(told, sharesForSchema)!;
      return writeMessage({
        shares: shares.map((share, i) => ({ ...share, from: shares[(i + 1) % shares.length]!.from })),
      });
    });
    expect(swapped[2]).toBe(0);
  });

  it('gets no signature for survivors that are too few, repeated, or without the member asked', async () => {
    const members = await crowd(8);
    const names = members.map(({ member }) => member).sort();
    for (const survivorsFor of [
      () => names.slice(0, threshold - 1),
      () => [...names.slice(0, 7), names[6]!],
      (me: string) => names.filter((name) => name !== me),
    ]) {
      const answers = await answersTo(members, (phase, me, told) =>
        phase === 3 ? writeMessage({ survivors: survivorsFor(me) }) : told,
      );
      expect(answers[3]).toBe(0);
    }
  });

  it('cannot have both secrets of one member by telling some that it survived and others that it fell silent', async () => {
    const members = await crowd(8);
    const names = members.map(({ member }) => member).sort();
    const [victim] = names;
    const without = names.slice(1);
    const told = new Map<string, readonly string[]>(names.map((name, i) => [name, i < 5 ? names : without]));
    const engine = cheating((phase, me, message) => {
      if (phase === 3) return writeMessage({ survivors: told.get(me) });
      if (phase !== 4) return message;
      const said = readMessage(message, signaturesSchema)!;
      const survivors = told.get(me)!;
      return writeMessage({ ...said, survivors, dropped: survivors === names ? [] : [victim] });
    });
    // The server accepts every signature: it is the members who must notice.
    const { end } = await runGroup(engine, context, members);
    expect(end.is).toBe('void');
  });

  it('gets no shares for lists that overlap, with t − 1 signatures, or with signatures it made up', async () => {
    const members = await crowd(8);
    const attempts: ((said: z.infer<typeof signaturesSchema>) => object)[] = [
      (said) => ({ ...said, dropped: [said.survivors[0]!] }),
      (said) => ({ ...said, signatures: said.signatures.slice(0, threshold - 1) }),
      (said) => ({
        ...said,
        signatures: said.signatures.map((one) => ({ ...one, signature: new Uint8Array(64) })),
      }),
      (said) => ({ ...said, signatures: said.signatures.map(() => said.signatures[0]!) }),
      (said) => ({ ...said, survivors: said.survivors.slice(1) }),
    ];
    for (const attempt of attempts) {
      const answers = await answersTo(members, (phase, _, told) =>
        phase === 4 ? writeMessage(attempt(readMessage(told, signaturesSchema)!)) : told,
      );
      expect(answers[4]).toBe(0);
    }
  });

  it('is given shares once: afterwards a member remembers nothing it could give', async () => {
    const members = await crowd(8);
    let told: ReadonlyMap<string, Uint8Array> = new Map();
    let last: Uint8Array | null = null;
    await runGroup(
      {
        ...pairwiseSum,
        async answer(saved, message, signer) {
          const step = await pairwiseSum.answer(saved, message, signer);
          if (step.is === 'send') last = step.saved;
          return step;
        },
        async close(of, received) {
          const step = await pairwiseSum.close(of, received);
          if (step.is === 'tell') told = step.messages;
          return step;
        },
      },
      context,
      members,
    );
    const again = await pairwiseSum.answer(last!, [...told.values()][0]!, members[7]!);
    expect(again).toEqual({ is: 'refused', why: 'shares of this group were given already' });
  });

  it('is refused, and nothing is lost, when a member cannot read what it says', async () => {
    const [member] = await crowd(1);
    const step = await pairwiseSum.join({ context, ...member! });
    if (step.is !== 'send') throw new Error(step.why);
    for (const told of [new Uint8Array(0), new Uint8Array([0xff]), writeMessage({ roster: [] })]) {
      expect((await pairwiseSum.answer(step.saved!, told, member!)).is).toBe('refused');
    }
    expect((await pairwiseSum.answer(new Uint8Array([1, 2, 3]), step.message, member!)).is).toBe('refused');
  });
});
