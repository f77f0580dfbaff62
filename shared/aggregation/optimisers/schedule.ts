/**
 * A schedule of the server's rate: knots `[step, factor]` in ascending order of steps, straight lines between them, and
 * the last factor for ever after. A table, not a formula: every engine computes a line alike, and no two agree on the
 * last bit of a cosine.
 */
export type Schedule = readonly (readonly [step: number, factor: number])[];

/** The factor of the rate at `step` (the first step is 0); 1 for an empty schedule. */
export function scheduledFactor(schedule: Schedule, step: number): number {
  let [before, from] = schedule[0] ?? [0, 1];
  if (step <= before) return from;
  for (const [after, to] of schedule.slice(1)) {
    if (step < after) return from + ((to - from) * (step - before)) / (after - before);
    before = after;
    from = to;
  }
  return from;
}

/**
 * The usual schedule for a model that is learnt in about `steps` rounds: up over the first twentieth, down along half a
 * cosine, and on at `floor` of the rate for as long as rounds go on.
 * @param steps at least 1
 */
export function cosineSchedule(steps: number, floor = 0.05): Schedule {
  const KNOTS = 24;
  const warmUp = Math.ceil(steps / 20);
  const knots = new Map([[0, 0.2]]);
  for (let knot = 0; knot <= KNOTS; knot++) {
    const step = warmUp + Math.round(((steps - warmUp) * knot) / KNOTS);
    const factor = floor + (1 - floor) * 0.5 * (1 + Math.cos((Math.PI * knot) / KNOTS));
    // Of knots on one step, where steps are few, the last counts.
    knots.set(step, Math.round(factor * 1e4) / 1e4);
  }
  return [...knots];
}
