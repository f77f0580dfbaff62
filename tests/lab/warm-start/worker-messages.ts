import type { WarmLayout } from './layout.ts';
import type { Register, StreamShape } from './token-streams.ts';

/** What decides the outcome of a warm start, to the bit. */
export interface WarmRecipe {
  readonly seed: string;
  readonly steps: number;
  /** Peak of Adam's rate. */
  readonly rate: number;
  readonly warmUpSteps: number;
  /** Samples of a step's softmax, beside the words that do come next. */
  readonly negatives: number;
  readonly dropout: number;
}

/** What a worker is started with. */
export interface WorkerSetup {
  readonly worker: number;
  /** Streams from … to − 1 are this worker's. */
  readonly from: number;
  readonly to: number;
  readonly shape: StreamShape;
  readonly registers: readonly Register[];
  readonly recipe: WarmRecipe;
  readonly layout: WarmLayout;
  readonly frequencies: Float32Array;
  readonly parameters: SharedArrayBuffer;
  /** One a worker; the first also takes the sum. */
  readonly gradients: readonly SharedArrayBuffer[];
  readonly firstMoments: SharedArrayBuffer;
  readonly secondMoments: SharedArrayBuffer;
  /** GRU state of each stream. */
  readonly states: SharedArrayBuffer;
}

export type WorkerOrder =
  | { readonly kind: 'gradient'; readonly step: number }
  | { readonly kind: 'sum'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'apply';
      readonly from: number;
      readonly to: number;
      readonly step: number;
      readonly rate: number;
      /** What the gradient is multiplied by, to be no longer than allowed. */
      readonly factor: number;
    };

export interface WorkerReport {
  readonly value: number;
}
