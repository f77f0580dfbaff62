import type { Digits } from './read-digits.ts';

export const CLASSES = 10;

/** Numbers of a softmax regression over pictures of so many numbers: weights `[width, 10]`, then biases `[10]`. */
export function parameterCount(width: number): number {
  return (width + 1) * CLASSES;
}

/**
 * Steps of plain gradient descent on batches of one's own pictures.
 * @param picks which pictures of `digits` each batch has
 * @param labelOf the label that is learnt of a picture: attackers lie
 * @returns what the parameters changed by `[d]`
 */
export function localDelta(
  parameters: Float32Array,
  { pictures, labels, width }: Digits,
  picks: readonly (readonly number[])[],
  rate: number,
  learnt: {
    readonly picture?: (at: number, own: Float32Array) => Float32Array;
    readonly label?: (at: number, label: number) => number;
  } = {},
): Float32Array {
  const own = parameters.slice();
  const gradient = new Float32Array(own.length);
  for (const batch of picks) {
    gradient.fill(0);
    for (const at of batch) {
      const plain = pictures.subarray(at * width, (at + 1) * width);
      const picture = learnt.picture?.(at, plain) ?? plain;
      const chances = chancesOf(own, picture);
      const label = labels[at] ?? 0;
      chances[learnt.label?.(at, label) ?? label]! -= 1;
      for (let i = 0; i < width; i++) {
        const x = picture[i]!;
        for (let k = 0; k < CLASSES; k++) gradient[i * CLASSES + k]! += x * chances[k]!;
      }
      for (let k = 0; k < CLASSES; k++) gradient[width * CLASSES + k]! += chances[k]!;
    }
    const step = rate / batch.length;
    for (let j = 0; j < own.length; j++) own[j]! -= step * gradient[j]!;
  }
  return own.map((value, j) => value - parameters[j]!);
}

/** The likeliest class of a picture. */
export function classOf(parameters: Float32Array, picture: Float32Array): number {
  const chances = chancesOf(parameters, picture);
  return chances.indexOf(Math.max(...chances));
}

function chancesOf(parameters: Float32Array, picture: Float32Array): number[] {
  const width = picture.length;
  const scores = Array.from({ length: CLASSES }, (_, k) => parameters[width * CLASSES + k]!);
  for (let i = 0; i < width; i++) {
    const x = picture[i]!;
    if (x === 0) continue;
    for (let k = 0; k < CLASSES; k++) scores[k]! += x * parameters[i * CLASSES + k]!;
  }
  const largest = Math.max(...scores);
  let sum = 0;
  for (let k = 0; k < CLASSES; k++) sum += scores[k] = Math.exp(scores[k]! - largest);
  return scores.map((score) => score / sum);
}
