import { seededRandom, shuffledIndices } from '../../../shared/text/hashing.ts';

/** Texts that are read `passes` times in each epoch. */
export interface Register {
  readonly texts: readonly Uint16Array[];
  readonly passes: number;
}

/**
 * The tokens of one epoch: all texts of all registers, as often as they pass, in an order drawn from the epoch's
 * number, one after another.
 */
export function epochTokens(registers: readonly Register[], epoch: number, seed: string): Uint16Array {
  const texts = registers.flatMap(({ texts, passes }) => Array.from({ length: passes }, () => texts).flat());
  const order = shuffledIndices(texts.length, seededRandom(`${seed} epoch ${epoch}`));
  const tokens = new Uint16Array(texts.reduce((sum, text) => sum + text.length, 0));
  let end = 0;
  for (const index of order) {
    const text = texts[index];
    if (text === undefined) continue;
    tokens.set(text, end);
    end += text.length;
  }
  return tokens;
}

/** How the tokens of an epoch are read: `streams` side by side, `steps` tokens of each at a time. */
export interface StreamShape {
  readonly streams: number;
  readonly steps: number;
}

/** How many times an epoch gives a whole batch. */
export function batchesOf(tokens: Uint16Array, { streams, steps }: StreamShape): number {
  return Math.floor((Math.floor(tokens.length / streams) - 1) / steps);
}

/**
 * Batch `index` of an epoch, for streams `from` … `to` − 1: what is read and what comes next, each `[steps, to − from]`.
 * A stream goes on where it stood in the batch before.
 */
export function streamBatch(
  tokens: Uint16Array,
  { streams, steps }: StreamShape,
  index: number,
  from: number,
  to: number,
): { inputs: Int32Array; targets: Int32Array } {
  const width = to - from;
  const stride = Math.floor(tokens.length / streams);
  const inputs = new Int32Array(steps * width);
  const targets = new Int32Array(steps * width);
  for (let stream = from; stream < to; stream++) {
    for (let step = 0; step < steps; step++) {
      const at = stream * stride + index * steps + step;
      inputs[step * width + stream - from] = tokens[at] ?? 0;
      targets[step * width + stream - from] = tokens[at + 1] ?? 0;
    }
  }
  return { inputs, targets };
}
