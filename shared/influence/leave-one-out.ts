import { type RuleName, rules } from '../aggregation/registry.ts';
import { RuleRefusal } from '../aggregation/rule.ts';
import { squaredDistance } from '../numerics/tiled-reductions.ts';
import { sketcher } from './sketch.ts';

/** Largest cohort that is measured: the rule runs once for every row. */
const MOST_ROWS = 256;

/**
 * How far the aggregate would have been elsewhere without each row, as shares `[n]`, Σ = 1:
 * ℓᵢ = ‖A(X) − A(X∖i)‖ / Σⱼ ‖A(X) − A(X∖j)‖, on sketches of the rows (`integrity.md` §4). Unlike a projection share it
 * means something for rules that are no weighted mean.
 * @param seed of the round: an auditor draws the same sketch
 * @returns null where the rule refuses so few rows, or they are too many
 */
export function leaveOneOutShares(
  updates: readonly Float32Array[],
  weights: readonly number[],
  { rule, f, norm, seed }: { rule: RuleName; f: number; norm: number; seed: string },
): number[] | null {
  const d = updates[0]?.length ?? 0;
  if (updates.length < 2 || updates.length > MOST_ROWS) return null;
  const sketch = sketcher(d, `leave one out ${seed}`);
  const rows = updates.map((update) => Float32Array.from(sketch(update)));
  const aggregate = (keep: (i: number) => boolean): Float32Array => {
    const kept = rows.filter((_, i) => keep(i));
    const most = Math.floor((kept.length - 1) / 2);
    return rules[rule](kept, {
      f: Math.min(f, most),
      norm,
      weights: weights.filter((_, i) => keep(i)),
      seed,
    });
  };
  try {
    const whole = aggregate(() => true);
    const moves = rows.map((_, i) =>
      Math.sqrt(
        squaredDistance(
          whole,
          aggregate((j) => j !== i),
        ),
      ),
    );
    const total = moves.reduce((sum, move) => sum + move, 0);
    return total > 0 ? moves.map((move) => move / total) : rows.map(() => 1 / rows.length);
  } catch (error) {
    if (error instanceof RuleRefusal) return null;
    throw error;
  }
}
