import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fromHex } from '../../shared/crypto/hex.ts';
import { groupTerms, type MaskingContext } from '../../shared/masking/group-terms.ts';
import { helperSum } from '../../shared/masking/helper/helper-sum.ts';
import { modelHashSchema, roundNumberSchema } from '../../shared/protocol/ids.ts';
import { type GroupMember, groupMember } from '../../tests/lab/masked/run-group.ts';
import { helperAt } from '../masking/helper-client.ts';
import { helperConfigSchema, type RunningHelper, startMaskHelper } from './mask-helper.ts';

const context: MaskingContext = {
  task: 'voice',
  round: roundNumberSchema.parse(1),
  model: modelHashSchema.parse('0'.repeat(64)),
  dimension: 40,
  norm: 1,
  groupSize: 3,
  noiseMultiplier: 0,
};
let folder: string;
let helper: RunningHelper;
const start = async () => {
  const config = helperConfigSchema.parse({ PORT: '0', DATA_DIR: folder, SMALLEST_GROUP: '3' });
  helper = await startMaskHelper(config, pino({ level: 'silent' }));
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompttale-helper-'));
  await start();
});
afterEach(async () => {
  await helper.stop();
  await rm(folder, { recursive: true, force: true });
});

const engine = () => helperSum({ key: fromHex(helper.key), ask: helperAt(helper.url) });
async function uploads(members: readonly GroupMember[]): Promise<[string, Uint8Array][]> {
  const sent: [string, Uint8Array][] = [];
  for (const member of members) {
    const step = await engine().join({ context, ...member });
    if (step.is === 'send') sent.push([member.member, step.message]);
  }
  return sent;
}
const people = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => groupMember(new Uint32Array(40).fill(i + 1))));

it('gives the sum of a group over HTTP, tells its key, and answers nonsense with a refusal', async () => {
  const step = await engine().close(context, [new Map(await uploads(await people(3)))]);
  expect(step.is === 'sum' && [...step.sum]).toEqual(new Array(40).fill(6));
  expect(groupTerms(context).ring.length).toBe(40);
  const told: unknown = await (await fetch(helper.url)).json();
  expect(told).toEqual({ is: 'PrompTale mask helper', key: helper.key, smallestGroup: 3 });
  const nonsense = await helperAt(helper.url)(new Uint8Array([1, 2, 3]));
  expect(new TextDecoder().decode(nonsense)).toContain('refused');
});

it('remembers its key and what it opened when it is started anew', async () => {
  const { key } = helper;
  const sent = await uploads(await people(4));
  const first = await engine().close(context, [new Map(sent.slice(0, 3))]);
  await helper.stop();
  await start();
  expect(helper.key).toBe(key);
  expect(await engine().close(context, [new Map(sent.slice(0, 3))])).toEqual(first);
  const overlapping = await engine().close(context, [new Map(sent.slice(1))]);
  expect(overlapping).toMatchObject({ is: 'void', why: expect.stringContaining('opened in another') });
});
