import { type Concentration, concentration } from './concentration.ts';

/** Rounds over which influence is added up. */
export const WINDOW_ROUNDS = 50;

/** Above this an entity is held at the least cap until it is diluted. */
const TOO_MUCH = 0.1;
/** HHI of the window above which an operator is warned, and above which nothing is promoted. */
const WARN_HHI = 0.1;
const FREEZE_HHI = 0.18;
/** Fewest parties that should be needed for a third. */
const FEWEST_FOR_A_THIRD = 5;

/** Who moved the model in one round: each entity's projection share. */
export type RoundShares = readonly { readonly entity: string; readonly share: number }[];

export interface InfluenceWindow {
  readonly rounds: number;
  readonly concentration: Concentration;
  /** What each entity has of it, in no order. */
  readonly amounts: readonly number[];
  /** Entities with more than a tenth of it. */
  readonly held: ReadonlySet<string>;
}

/** Influence over the last rounds, at most `WINDOW_ROUNDS`: shares that pulled against the step count as none. */
export function influenceWindow(rounds: readonly RoundShares[]): InfluenceWindow {
  const sums = new Map<string, number>();
  for (const shares of rounds) {
    for (const { entity, share } of shares) {
      sums.set(entity, (sums.get(entity) ?? 0) + Math.max(0, share));
    }
  }
  const total = [...sums.values()].reduce((sum, x) => sum + x, 0);
  return {
    rounds: rounds.length,
    concentration: concentration([...sums.values()]),
    amounts: [...sums.values()],
    held: new Set([...sums].flatMap(([entity, sum]) => (sum > TOO_MUCH * total ? [entity] : []))),
  };
}

export interface InfluenceGate {
  readonly warnings: readonly string[];
  /** Why nothing may be promoted now; null when it may. */
  readonly frozen: string | null;
}

/** What a window's concentration means for the round at hand (`integrity.md` §4, gates). */
export function influenceGate({ hhi, nakamotoThird }: Concentration): InfluenceGate {
  const warnings: string[] = [];
  if (hhi > WARN_HHI) {
    warnings.push(
      `influence is concentrated: HHI ${hhi.toFixed(3)} over the last rounds, ${WARN_HHI} at most`,
    );
  }
  if (nakamotoThird < FEWEST_FOR_A_THIRD) {
    warnings.push(`${nakamotoThird} parties hold a third of the influence, ${FEWEST_FOR_A_THIRD} at least`);
  }
  const frozen =
    hhi > FREEZE_HHI ? `influence over the last rounds is too concentrated (HHI ${hhi.toFixed(3)})` : null;
  return { warnings, frozen };
}
