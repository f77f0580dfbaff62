import type { OwnedSketch } from '../../shared/influence/familiarity.ts';
import type { RoundInputs, RoundResult } from '../../shared/replay/compute-round.ts';
import type { StepEffect } from '../inspection/check-effect.ts';
import type { PanelJudgement, ValuationInputs } from '../rewards/value-round.ts';

/** What the thread that computes rounds is asked, and what it answers. Both ends are ours, of one version. */
export type RoundJob =
  | { readonly do: 'compute'; readonly inputs: RoundInputs }
  /** What updates are worth to the probe panel in `pack`. */
  | { readonly do: 'value'; readonly pack: string; readonly inputs: ValuationInputs }
  /** What a step does to that panel, on the half that `seed` chooses. */
  | {
      readonly do: 'effect';
      readonly pack: string;
      readonly before: Float32Array;
      readonly after: Float32Array;
      readonly seed: string;
    }
  /** How much each sketch resembles what came before it. */
  | {
      readonly do: 'familiarities';
      readonly sketches: readonly OwnedSketch[];
      readonly earlier: readonly OwnedSketch[];
      readonly ownPast: boolean;
    };

interface Results {
  readonly compute: RoundResult;
  readonly value: PanelJudgement;
  readonly effect: StepEffect;
  readonly familiarities: number[];
}

export type RoundJobResult<Job extends RoundJob> = Results[Job['do']];

export type RoundJobReply =
  | { readonly id: number; readonly ok: true; readonly result: Results[RoundJob['do']] }
  /** `refused`: a rule that could not keep its promise, not a failure. */
  | { readonly id: number; readonly ok: false; readonly refused: boolean; readonly message: string };
