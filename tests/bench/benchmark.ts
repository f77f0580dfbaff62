/** One benchmark: what it is about, and how its figures are taken. */
export interface Benchmark {
  readonly name: string;
  readonly about: string;
  /** @param tell says what is being measured; a person waits */
  run(tell: (line: string) => void): Promise<readonly Figure[]>;
}

/** A figure that was measured, or the reason why it was not. */
export type Figure =
  | { readonly what: string; readonly value: number; readonly unit: string; readonly bar?: string }
  | { readonly what: string; readonly notMeasured: string };

export function figure(what: string, value: number, unit: string, bar?: string): Figure {
  return { what, value, unit, ...(bar === undefined ? {} : { bar }) };
}

export function notMeasured(what: string, cause: unknown): Figure {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? cause.name) : String(cause);
  return { what, notMeasured: reason };
}

/** The middle of the values; of an even number, the mean of the two in the middle. @throws RangeError for none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new RangeError('there is no median of nothing');
  return (lower + upper) / 2;
}

/**
 * Measures several variants in turn, round after round, so that what else the machine does falls on all of them alike;
 * returns the measurements by variant. The first round only warms up.
 */
export async function interleaved<Variant extends string, Measured>(
  rounds: number,
  variants: Readonly<Record<Variant, () => Measured | Promise<Measured>>>,
): Promise<Record<Variant, Measured[]>> {
  const names = Object.keys(variants) as Variant[];
  const taken = new Map<Variant, Measured[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const measured = await variants[name]();
      if (round > 0) taken.get(name)?.push(measured);
    }
  }
  return Object.fromEntries(taken) as Record<Variant, Measured[]>;
}

/** How long `work` takes, ms. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
