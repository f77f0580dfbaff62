/**
 * A server optimiser takes the aggregate of a round for a pseudo-gradient (Reddi et al. 2021, Algorithm 2). Its whole
 * state is a vector, so that a round can be replayed from a checkpoint; powers are running products kept in the state.
 */
export interface ServerOptimiser {
  /** State before the first step, for a model of `d` parameters. */
  initialState(d: number): Float64Array;
  /** New parameters `[d]` and state; inputs are not changed. */
  step(
    parameters: Float32Array,
    aggregate: Float32Array,
    state: Float64Array,
  ): { parameters: Float32Array; state: Float64Array };
}
