/**
 * A server optimiser takes the aggregate of a round for a pseudo-gradient (Reddi et al. 2021, Algorithm 2). Its whole
 * state is a vector, so that a round can be replayed from a checkpoint; powers are running products kept in the state.
 */
export interface ServerOptimiser {
  /** State before the first step, for a model of `d` parameters. */
  initialState(d: number): Float64Array;
  /**
   * New parameters `[d]` and state; inputs are not changed.
   * @throws RangeError when the state is not one of this optimiser for `d` parameters
   */
  step(
    parameters: Float32Array,
    aggregate: Float32Array,
    state: Float64Array,
  ): { parameters: Float32Array; state: Float64Array };
}

/** What an optimiser is without its schedule: it is told the rate of each step. */
export interface StepRule {
  /** How many numbers it keeps, for a model of `d` parameters. */
  stateLength(d: number): number;
  /** Fills the state before the first step. */
  begin(state: Float64Array): void;
  /** Moves `parameters [d]` along, and `state` with them, both in place. */
  move(parameters: Float32Array, aggregate: Float32Array, state: Float64Array, rate: number): void;
}
