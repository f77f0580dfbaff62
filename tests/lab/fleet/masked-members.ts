import { toHex } from '../../../shared/crypto/hex.ts';
import { maskingEngine } from '../../../shared/masking/masking-engine.ts';
import { readFrame } from '../../../shared/protocol/frame.ts';
import { hashSchema, type UpdateHash } from '../../../shared/protocol/ids.ts';
import type { MaskingTerms } from '../../../shared/protocol/masking-terms.ts';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { helperInProcess } from '../masked/run-group.ts';
import type { AggregationServer } from './aggregation-server.ts';
import { fleetKey } from './contributor-keys.ts';

/** A training whose updates are masked. */
export interface MaskedLane {
  readonly engine: MaskingTerms['engine'];
  readonly groupSize: number;
  /** Share of participants who fall silent, at any step alike. */
  readonly dropout: number;
}

/** The terms of a lane, with a helper of its own in this process where it needs one. */
export async function openLane({ engine, groupSize }: MaskedLane) {
  if (engine === 'pairwise') return { terms: { engine, groupSize } as const, askHelper: null };
  const { key, ask } = await helperInProcess(groupSize);
  return { terms: { engine, groupSize, helperKey: hashSchema.parse(toHex(key)) } as const, askHelper: ask };
}

/** Members of a round's groups, from their updates until there are sums. */
export interface MaskedMembers {
  /** Whether this person still sends its update. */
  comes(person: string): boolean;
  joined(person: string, frame: Uint8Array, saved: Uint8Array | null): void;
  /** Has everybody who still speaks answer once; whether anybody did. */
  answer(): Promise<boolean>;
  /** Bytes that were said after the updates. */
  bytes(): number;
}

export function maskedMembers(
  { engine: name, dropout }: MaskedLane,
  terms: MaskingTerms,
  server: AggregationServer,
  { seed, round }: { readonly seed: number; readonly round: number },
): MaskedMembers {
  const engine = maskingEngine(terms);
  const members = new Map<UpdateHash, { person: string; saved: Uint8Array }>();
  let bytes = 0;
  /** The phase from which a person says nothing; beyond the last for most. */
  const silentFrom = (person: string): number => {
    const random = seededRandom(`fleet ${seed} ${round} ${person} ${name} silence`);
    const falls = random.uniform() < dropout;
    return falls ? Math.floor(random.uniform() * engine.phases.length) : engine.phases.length;
  };
  return {
    comes: (person) => silentFrom(person) > 0,
    joined(person, frame, saved) {
      const read = readFrame(frame);
      if (read.ok && saved !== null) members.set(read.frame.update, { person, saved });
    },
    async answer() {
      let said = false;
      for (const [update, { person, saved }] of members) {
        const key = await fleetKey(seed, person);
        const { told, over } = await server.exchange(key.id, { update, said: null });
        if (over) members.delete(update);
        if (told === null || silentFrom(person) <= told.phase) continue;
        const step = await engine.answer(saved, new Uint8Array(Buffer.from(told.message, 'base64')), key);
        if (step.is === 'refused') throw new Error(`an honest member refused an honest server: ${step.why}`);
        members.set(update, { person, saved: step.saved ?? new Uint8Array(0) });
        bytes += step.message.length;
        await server.exchange(key.id, { update, said: { phase: told.phase, message: step.message } });
        said = true;
      }
      return said;
    },
    bytes: () => bytes,
  };
}
