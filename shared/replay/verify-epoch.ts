import { decodeInt8Block, dequantise } from '../codec/int8-block.ts';
import { float32FromBytes } from '../codec/vector-bytes.ts';
import { fromHex } from '../crypto/hex.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import type { EpochLeaf, RoundLeaf } from '../protocol/log.ts';
import { epochPay } from '../valuation/epoch-pay.ts';
import { memberValues } from '../valuation/member-values.ts';
import { PROJECTED_AGGREGATES, type PublishedDirections, valueUpdates } from '../valuation/value-updates.ts';
import { type FetchBlob, openRows } from './open-rows.ts';

export type EpochVerdict =
  | { readonly holds: 'yes' }
  /** Some bytes are not to be had any more; nothing that could be checked was wrong. */
  | { readonly holds: 'unknown'; readonly reason: string }
  | { readonly holds: 'no'; readonly problem: string };

/**
 * Recomputes an epoch: each round's opened direction is the one committed to, each update's value follows from it and
 * from the body, and each pseudonym's pay follows from its values and what it had before.
 * @param rounds all round leaves of the log, in its order
 */
export async function verifyEpoch(
  leaf: EpochLeaf,
  rounds: readonly RoundLeaf[],
  fetchBlob: FetchBlob,
): Promise<EpochVerdict> {
  const twice = mentionedTwice(leaf);
  if (twice !== null) return no(twice);
  let unknown: string | null = null;
  const valuesOf = new Map<string, number[]>();
  for (const opened of leaf.rounds) {
    const round = rounds.find(({ task, round: number }) => task === opened.task && number === opened.round);
    if (round === undefined || round.valuation === null) {
      return no(`round ${opened.round} is opened, but the log has no valued round of that number`);
    }
    // Left out of the values, an update would earn nothing, and nobody could tell.
    const valued = new Set(opened.values.map(({ update }) => update));
    const missing = round.cohort.find(({ update }) => !valued.has(update));
    if (missing !== undefined) return no(`update ${missing.update} of round ${opened.round} has no value`);
    const directionBytes = await fetchBlob(opened.direction);
    const direction = directionBytes === null ? null : float32FromBytes(directionBytes);
    if (directionBytes === null || direction === null) {
      unknown = `the direction of round ${opened.round} is not stored here, or only for auditors`;
    } else {
      if (sha256Hex(fromHex(opened.salt), directionBytes) !== round.valuation.directionCommitment) {
        return no(`round ${opened.round} opened another direction than it had committed to`);
      }
      const published = await publishedBefore(round, rounds, fetchBlob);
      if (published === null)
        unknown = `what was published before round ${opened.round} is not stored any more`;
      else {
        const problem = await valuesFollow(opened, round, direction, published, fetchBlob);
        if (problem?.certain) return no(problem.what);
        if (problem !== null) unknown = problem.what;
      }
    }
    for (const { update, value } of opened.values) {
      const row = round.cohort.find((candidate) => candidate.update === update);
      if (row === undefined) return no(`an update was valued that was not in round ${round.round}`);
      const counted = valuesOf.get(row.pseudonym) ?? [];
      if (!row.probation) counted.push(value);
      valuesOf.set(row.pseudonym, counted);
    }
  }
  const problem = payFollows(leaf, valuesOf);
  if (problem !== null) return no(problem);
  return unknown === null ? { holds: 'yes' } : { holds: 'unknown', reason: unknown };
}

/** What is counted twice would be paid twice. */
function mentionedTwice(leaf: EpochLeaf): string | null {
  const lists: [string, readonly string[]][] = [
    ['round', leaf.rounds.map(({ task, round }) => `${task} ${round}`)],
    ['update', leaf.rounds.flatMap(({ values }) => values.map(({ update }) => update))],
    ['pseudonym', leaf.outcomes.map(({ pseudonym }) => pseudonym)],
  ];
  for (const [what, names] of lists) {
    const repeated = names.find((name, i) => names.indexOf(name) < i);
    if (repeated !== undefined) return `${what} ${repeated} is mentioned twice`;
  }
  return null;
}

/** What everybody could download when `round` opened; null when it is not all to be had any more. */
async function publishedBefore(
  round: RoundLeaf,
  rounds: readonly RoundLeaf[],
  fetchBlob: FetchBlob,
): Promise<PublishedDirections | null> {
  const steps = rounds.filter(
    (other) => other.task === round.task && other.result !== null && other.round < round.round,
  );
  const recent = steps.slice(-PROJECTED_AGGREGATES).reverse();
  const aggregates: Float32Array[] = [];
  for (const { result } of recent) {
    const aggregate = await vectorAt(result?.aggregate, fetchBlob);
    if (aggregate === null) return null;
    aggregates.push(aggregate);
  }
  if (steps.length <= PROJECTED_AGGREGATES) return { aggregates, older: null };
  const first = await vectorAt(steps[0]?.base.hash, fetchBlob);
  const then = await vectorAt(recent.at(-1)?.base.hash, fetchBlob);
  if (first === null || then === null) return null;
  return { aggregates, older: then.map((x, j) => x - first[j]!) };
}

async function vectorAt(hash: string | undefined, fetchBlob: FetchBlob): Promise<Float32Array | null> {
  const bytes = hash === undefined ? null : await fetchBlob(hash);
  return bytes === null ? null : float32FromBytes(bytes);
}

async function valuesFollow(
  opened: EpochLeaf['rounds'][number],
  round: RoundLeaf,
  direction: Float32Array,
  published: PublishedDirections,
  fetchBlob: FetchBlob,
): Promise<{ certain: boolean; what: string } | null> {
  if (round.masking != null) return sharedValuesFollow(opened, round, direction, published, fetchBlob);
  const judged = [];
  const said = [];
  for (const { update, value } of opened.values) {
    const row = round.cohort.find((candidate) => candidate.update === update);
    if (row === undefined)
      return { certain: true, what: `an update was valued that was not in round ${round.round}` };
    const body = await fetchBlob(row.bodyHash);
    if (body === null) return { certain: false, what: `the body of update ${update} is not stored any more` };
    const decoded = await decodeInt8Block(body, direction.length);
    if (!decoded.ok) return { certain: true, what: `update ${update} cannot be decoded` };
    judged.push({
      delta: dequantise(decoded.quantised),
      multiplicity: row.multiplicity,
      novelty: row.novelty,
    });
    said.push({ update, value });
  }
  const worths = valueUpdates(judged, direction, published, round.norm);
  for (const [i, { update, value }] of said.entries()) {
    const expected = worths[i]?.value;
    if (expected !== value) {
      return { certain: true, what: `update ${update} was worth ${expected}, the epoch says ${value}` };
    }
  }
  return null;
}

/** The same of a masked round, whose members are valued by what the means of all groups were worth. */
async function sharedValuesFollow(
  told: EpochLeaf['rounds'][number],
  round: RoundLeaf,
  direction: Float32Array,
  published: PublishedDirections,
  fetchBlob: FetchBlob,
): Promise<{ certain: boolean; what: string } | null> {
  const opened = await openRows(round, direction.length, fetchBlob);
  if (opened.is !== 'rows') return { certain: opened.is === 'different', what: opened.why };
  const means = opened.updates.map((delta) => ({ delta, multiplicity: 1, novelty: 1 }));
  const worths = valueUpdates(means, direction, published, round.norm);
  const used = (round.groups ?? []).filter(({ verdict }) => verdict === 'used');
  const found = memberValues(
    used.map(({ summed }, i) => ({ members: summed, value: worths[i]?.value ?? 0 })),
  );
  const expected = new Map(found.map(({ member, value }) => [member, value]));
  for (const { update, value } of told.values) {
    if (expected.get(update) !== value)
      return {
        certain: true,
        what: `update ${update} was worth ${expected.get(update)}, the epoch says ${value}`,
      };
  }
  return null;
}

function payFollows(leaf: EpochLeaf, valuesOf: ReadonlyMap<string, readonly number[]>): string | null {
  const told = new Map<string, EpochLeaf['outcomes'][number]>(
    leaf.outcomes.map((outcome) => [outcome.pseudonym, outcome]),
  );
  for (const pseudonym of valuesOf.keys()) {
    if (!told.has(pseudonym))
      return `${pseudonym.slice(0, 12)}… contributed, and the epoch does not mention it`;
  }
  const recomputed = epochPay(
    leaf.outcomes.map(({ pseudonym, before }) => ({
      entity: pseudonym,
      before,
      values: valuesOf.get(pseudonym) ?? [],
    })),
    {
      pool: BigInt(leaf.pool),
      referenceScore: leaf.referenceScore,
      cap: leaf.cap,
      fewestRounds: leaf.fewestRounds,
    },
  );
  let issued = 0n;
  for (const { entity, outcome, pay } of recomputed) {
    issued += pay;
    const said = told.get(entity);
    if (said === undefined || said.outcome !== outcome || BigInt(said.pay) !== pay) {
      return `${entity.slice(0, 12)}… should have ${pay} wei, the epoch says ${said?.pay}`;
    }
  }
  if (issued !== BigInt(leaf.issued)) return `pay sums to ${issued} wei, the epoch says ${leaf.issued}`;
  if (issued > BigInt(leaf.pool)) return `the epoch issues more than its pool`;
  return null;
}

function no(problem: string): EpochVerdict {
  return { holds: 'no', problem };
}
