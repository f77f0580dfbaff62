import { float32Bytes } from '../../shared/codec/vector-bytes.ts';
import { fromHex } from '../../shared/crypto/hex.ts';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import type { JudgedUpdate } from '../../shared/valuation/marginal-value.ts';
import type { PublishedDirections, UpdateWorth } from '../../shared/valuation/value-updates.ts';

export interface ValuationInputs {
  readonly parameters: Float32Array;
  readonly updates: readonly JudgedUpdate[];
  readonly norm: number;
  readonly published: PublishedDirections;
  /** The round's seed: which half of the panel judges follows from it, so it was fixed before any update came in. */
  readonly seed: string;
}

/** What a panel says: g = −∇L on the judging half `[d]`, and the worth of each update by it. */
export interface PanelJudgement {
  readonly direction: Float32Array;
  readonly worths: readonly UpdateWorth[];
}

export interface RoundWorth extends PanelJudgement {
  readonly salt: string;
  readonly directionCommitment: string;
  readonly panelCommitment: string;
}

export type RoundValuation = (inputs: ValuationInputs, salt: string) => Promise<RoundWorth>;

/**
 * Values updates by a probe panel and commits to what it said. The direction is secret until the epoch closes.
 * @param panelHash SHA-256 of the panel that judges
 */
export function panelValuation(
  judge: (inputs: ValuationInputs) => Promise<PanelJudgement>,
  panelHash: string,
): RoundValuation {
  return async (inputs, salt) => {
    const judgement = await judge(inputs);
    return {
      ...judgement,
      salt,
      directionCommitment: sha256Hex(fromHex(salt), float32Bytes(judgement.direction)),
      panelCommitment: sha256Hex(fromHex(salt), fromHex(panelHash)),
    };
  };
}
