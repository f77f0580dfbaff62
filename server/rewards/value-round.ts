import { float32Bytes } from '../../shared/codec/vector-bytes.ts';
import { fromHex } from '../../shared/crypto/hex.ts';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { l2Norm } from '../../shared/numerics/tiled-reductions.ts';
import { LEAST_NORM } from '../../shared/replay/verify-epoch.ts';
import { marginalValues } from '../../shared/valuation/marginal-value.ts';

export interface ValuationInputs {
  readonly parameters: Float32Array;
  /** Decoded updates `[n][d]`. */
  readonly updates: readonly Float32Array[];
  readonly multiplicities: readonly number[];
  readonly norm: number;
  readonly publicAggregates: readonly Float32Array[];
  /** The round's seed: which half of the panel judges follows from it, so it was fixed before any update came in. */
  readonly seed: string;
  readonly salt: string;
}

export interface RoundWorth {
  /** g = −∇L on the judging half, `[d]`. Secret until the epoch closes. */
  readonly direction: Float32Array;
  readonly salt: string;
  readonly directionCommitment: string;
  readonly panelCommitment: string;
  readonly values: readonly { value: number; copy: boolean }[];
}

export type RoundValuation = (inputs: ValuationInputs) => Promise<RoundWorth>;

/** SHA-256(salt ‖ direction): commits to g without telling it. */
function directionCommitment(direction: Float32Array, salt: string): string {
  return sha256Hex(fromHex(salt), float32Bytes(direction));
}

/**
 * Values updates by a probe panel: along which direction its loss falls (`improve`), and how far each update goes that
 * way. `panelHash` commits to the panel that judges.
 */
export function panelValuation(
  improve: (parameters: Float32Array, seed: string) => Promise<Float32Array>,
  panelHash: string,
): RoundValuation {
  return async ({ parameters, updates, multiplicities, norm, publicAggregates, seed, salt }) => {
    const direction = await improve(parameters, seed);
    const judged = updates.map((delta, i) => ({
      delta,
      multiplicity: multiplicities[i] ?? 1,
      copy: l2Norm(delta) < LEAST_NORM * norm,
    }));
    const values = marginalValues(judged, direction, publicAggregates);
    return {
      direction,
      salt,
      directionCommitment: directionCommitment(direction, salt),
      panelCommitment: sha256Hex(fromHex(salt), fromHex(panelHash)),
      values: values.map((value, i) => ({ value, copy: judged[i]!.copy })),
    };
  };
}
