import { decodeInt8Block, dequantise } from '../codec/int8-block.ts';
import { float32FromBytes } from '../codec/vector-bytes.ts';
import { fromHex } from '../crypto/hex.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { l2Norm } from '../numerics/tiled-reductions.ts';
import type { EpochLeaf, RoundLeaf } from '../protocol/log.ts';
import { epochPay } from '../valuation/epoch-pay.ts';
import { marginalValues } from '../valuation/marginal-value.ts';
import type { FetchBlob } from './replay-round.ts';

export type EpochVerdict =
  | { readonly holds: 'yes' }
  /** Some bytes are not to be had any more; nothing that could be checked was wrong. */
  | { readonly holds: 'unknown'; readonly reason: string }
  | { readonly holds: 'no'; readonly problem: string };

/** Public aggregates that a valuation projects out, newest first. */
export const PROJECTED_AGGREGATES = 5;
/** Below this part of the norm C an update is as good as nothing, and earns it. */
export const LEAST_NORM = 0.02;

/**
 * Recomputes an epoch: each round's opened direction is the one committed to, each update's value follows from it and
 * from the body, and each pseudonym's pay follows from its values.
 * @param aggregatesOf all published aggregates of a task, in order of version
 */
export async function verifyEpoch(
  leaf: EpochLeaf,
  rounds: readonly RoundLeaf[],
  aggregatesOf: (task: string) => readonly Float32Array[],
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
      unknown = `the direction of round ${opened.round} is not stored any more`;
    } else {
      if (sha256Hex(fromHex(opened.salt), directionBytes) !== round.valuation.directionCommitment) {
        return no(`round ${opened.round} opened another direction than it had committed to`);
      }
      const problem = await valuesFollow(
        opened,
        round,
        direction,
        publishedBefore(round, rounds, aggregatesOf),
        fetchBlob,
      );
      if (problem?.certain) return no(problem.what);
      if (problem !== null) unknown = problem.what;
    }
    for (const { update, value } of opened.values) {
      const row = round.cohort.find((candidate) => candidate.update === update);
      if (row === undefined) return no(`an update was valued that was not in round ${round.round}`);
      valuesOf.set(row.pseudonym, [...(valuesOf.get(row.pseudonym) ?? []), value]);
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

function publishedBefore(
  round: RoundLeaf,
  rounds: readonly RoundLeaf[],
  aggregatesOf: (task: string) => readonly Float32Array[],
): Float32Array[] {
  const earlier = rounds.filter(
    (other) => other.task === round.task && other.result !== null && other.round < round.round,
  );
  return aggregatesOf(round.task).slice(0, earlier.length).slice(-PROJECTED_AGGREGATES).reverse();
}

async function valuesFollow(
  opened: EpochLeaf['rounds'][number],
  round: RoundLeaf,
  direction: Float32Array,
  aggregates: readonly Float32Array[],
  fetchBlob: FetchBlob,
): Promise<{ certain: boolean; what: string } | null> {
  for (const { update, value, copy } of opened.values) {
    const row = round.cohort.find((candidate) => candidate.update === update);
    if (row === undefined)
      return { certain: true, what: `an update was valued that was not in round ${round.round}` };
    const body = await fetchBlob(row.bodyHash);
    if (body === null) return { certain: false, what: `the body of update ${update} is not stored any more` };
    const decoded = await decodeInt8Block(body, direction.length);
    if (!decoded.ok) return { certain: true, what: `update ${update} cannot be decoded` };
    const delta = dequantise(decoded.quantised);
    const small = l2Norm(delta) < LEAST_NORM * round.norm;
    const [expected] = marginalValues(
      [{ delta, multiplicity: row.multiplicity, copy: small }],
      direction,
      aggregates,
    );
    if (small !== copy || expected !== value) {
      return { certain: true, what: `update ${update} was worth ${expected}, the epoch says ${value}` };
    }
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
    leaf.outcomes.map(({ pseudonym, carriedIn, why }) => ({
      entity: pseudonym,
      values: [...carriedIn, ...(valuesOf.get(pseudonym) ?? [])],
      onProbation: why === 'probation',
    })),
    {
      pool: BigInt(leaf.pool),
      referenceScore: leaf.referenceScore,
      cap: leaf.cap,
      fewestRounds: leaf.fewestRounds,
    },
  );
  let issued = 0n;
  for (const outcome of recomputed) {
    const pay = outcome.outcome === 'paid' ? outcome.pay : 0n;
    issued += pay;
    const said = told.get(outcome.entity);
    if (said === undefined || said.outcome !== outcome.outcome || BigInt(said.pay) !== pay) {
      return `${outcome.entity.slice(0, 12)}… should have ${pay} wei, the epoch says ${said?.pay}`;
    }
  }
  if (issued !== BigInt(leaf.issued)) return `pay sums to ${issued} wei, the epoch says ${leaf.issued}`;
  if (issued > BigInt(leaf.pool)) return `the epoch issues more than its pool`;
  return null;
}

function no(problem: string): EpochVerdict {
  return { holds: 'no', problem };
}
