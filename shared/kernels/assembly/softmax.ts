/** Softmax of rows of logits, and its cross-entropy against one target a row. */
import { exponential } from './exponential';

/** logits `[rows, columns]` → probabilities, in place. */
export function softmaxRows(rows: i32, columns: i32, logits: usize): void {
  for (let row = 0; row < rows; row++) {
    const start = logits + ((<usize>(row * columns)) << 2);
    exponentials(start, columns);
  }
}

/**
 * logits `[rows, columns]` → gradient of Σ weightᵢ·(−ln pᵢ[targetᵢ]) with respect to them, in place.
 *
 * @param targets `[rows]` int32, each within the columns
 * @param weights `[rows]` float32; a row of weight 0 gets gradient 0
 * @returns the loss
 */
export function softmaxCrossEntropy(
  rows: i32,
  columns: i32,
  logits: usize,
  targets: usize,
  weights: usize,
): f64 {
  let loss: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const start = logits + ((<usize>(row * columns)) << 2);
    const weight = load<f32>(weights + ((<usize>row) << 2));
    if (weight === 0) {
      memory.fill(start, 0, (<usize>columns) << 2);
      continue;
    }
    const place = start + ((<usize>load<i32>(targets + ((<usize>row) << 2))) << 2);
    const logit = load<f32>(place);
    const normaliser = exponentials(start, columns);
    loss += <f64>weight * (normaliser - <f64>logit);
    scale(start, columns, weight);
    store<f32>(place, load<f32>(place) - weight);
  }
  return loss;
}

/** One row → probabilities; returns ln Σ eˣ. */
function exponentials(start: usize, columns: i32): f64 {
  const whole = start + ((<usize>(columns & ~3)) << 2);
  const end = start + ((<usize>columns) << 2);
  let largest: f32 = -Infinity;
  for (let at = start; at < end; at += 4) largest = max(largest, load<f32>(at));
  const shift = f32x4.splat(largest);
  let sums = f32x4.splat(0);
  for (let at = start; at < whole; at += 16) {
    const value = exponential(f32x4.sub(v128.load(at), shift));
    v128.store(at, value);
    sums = f32x4.add(sums, value);
  }
  let sum =
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    f32x4.extract_lane(sums, 2) +
    f32x4.extract_lane(sums, 3);
  for (let at = whole; at < end; at += 4) {
    const value = f32x4.extract_lane(exponential(f32x4.splat(load<f32>(at) - largest)), 0);
    store<f32>(at, value);
    sum += value;
  }
  scale(start, columns, 1 / sum);
  return <f64>largest + Math.log(<f64>sum);
}

function scale(start: usize, columns: i32, factor: f32): void {
  const whole = start + ((<usize>(columns & ~3)) << 2);
  const end = start + ((<usize>columns) << 2);
  const factors = f32x4.splat(factor);
  for (let at = start; at < whole; at += 16) v128.store(at, f32x4.mul(v128.load(at), factors));
  for (let at = whole; at < end; at += 4) store<f32>(at, load<f32>(at) * factor);
}
