import type { StepRule } from './optimiser.ts';

export interface AdaptiveOptions {
  readonly beta1: number;
  readonly beta2: number;
  /** τ of the paper: how much adaptivity small coordinates get. */
  readonly epsilon: number;
}

/** FedAdam (Reddi et al. 2021, Algorithm 2): v ← β₂ v + (1 − β₂) Δ². */
export function fedAdam(options: AdaptiveOptions): StepRule {
  const { beta2 } = options;
  return adaptive(options, (v, square) => beta2 * v + (1 - beta2) * square);
}

/**
 * FedYogi (Reddi et al. 2021, Algorithm 2): v ← v − (1 − β₂) Δ² sign(v − Δ²). The second moment falls no faster than it
 * rises, so that one quiet round does not set free what a loud one held.
 */
export function fedYogi(options: AdaptiveOptions): StepRule {
  const { beta2 } = options;
  return adaptive(options, (v, square) => v - (1 - beta2) * square * Math.sign(v - square));
}

/**
 * w ← w + η m̂ / (√v̂ + τ) with Adam's bias correction of both moments.
 * State `[2 + 2d]`: β₁ᵗ, β₂ᵗ, first moments, second moments.
 */
function adaptive(
  { beta1, beta2, epsilon }: AdaptiveOptions,
  secondMoment: (v: number, square: number) => number,
): StepRule {
  return {
    stateLength: (d) => 2 + 2 * d,
    begin(state) {
      state[0] = 1;
      state[1] = 1;
    },
    move(parameters, aggregate, state, rate) {
      const d = parameters.length;
      const power1 = state[0]! * beta1;
      const power2 = state[1]! * beta2;
      state[0] = power1;
      state[1] = power2;
      for (let j = 0; j < d; j++) {
        const g = aggregate[j]!;
        const m = beta1 * state[2 + j]! + (1 - beta1) * g;
        const v = secondMoment(state[2 + d + j]!, g * g);
        state[2 + j] = m;
        state[2 + d + j] = v;
        parameters[j] =
          parameters[j]! + (rate * (m / (1 - power1))) / (Math.sqrt(v / (1 - power2)) + epsilon);
      }
    },
  };
}
