/** One figure of a leak test, and what it has to be. */
export interface LeakFigure {
  readonly what: string;
  readonly value: number;
  /** What holds for it; absent where it is reported, not promised. */
  readonly bar?: { readonly says: string; readonly holds: boolean };
}

export function reported(what: string, value: number): LeakFigure {
  return { what, value };
}

export function above(what: string, value: number, bar: number): LeakFigure {
  return { what, value, bar: { says: `> ${bar}`, holds: value > bar } };
}

export function below(what: string, value: number, bar: number): LeakFigure {
  return { what, value, bar: { says: `< ${bar}`, holds: value < bar } };
}

export function exactly(what: string, value: number, bar: number): LeakFigure {
  return { what, value, bar: { says: `= ${bar}`, holds: value === bar } };
}
