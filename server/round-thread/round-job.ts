import type { RoundInputs, RoundResult } from '../../shared/replay/compute-round.ts';

/** What the thread that computes rounds is asked, and what it answers. Both ends are ours, of one version. */
export type RoundJob =
  | { readonly do: 'compute'; readonly inputs: RoundInputs }
  /** −∇L of the probe panel in `pack`, on the half that `seed` chooses. */
  | {
      readonly do: 'improve';
      readonly pack: string;
      readonly parameters: Float32Array;
      readonly seed: string;
    };

export type RoundJobResult<Job extends RoundJob> = Job extends { do: 'compute' } ? RoundResult : Float32Array;

export type RoundJobReply =
  | { readonly id: number; readonly ok: true; readonly result: RoundResult | Float32Array }
  /** `refused`: a rule that could not keep its promise, not a failure. */
  | { readonly id: number; readonly ok: false; readonly refused: boolean; readonly message: string };
