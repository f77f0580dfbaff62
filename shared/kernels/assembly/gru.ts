/**
 * A gated recurrent unit over a sequence, forward and backward through time (Cho 2014; the variant whose reset gate
 * acts after the recurrent product, so that one product a step serves all gates):
 *
 *     r = σ(x·Wr + br + h·Ur)      z = σ(x·Wz + bz + h·Uz)
 *     n = tanh(x·Wn + bn + r ∘ (h·Un + c))      h' = n + z ∘ (h − n)
 *
 * Shapes: x `[T, B, I]`, W `[I, 3H]` and U `[H, 3H]` with the columns r, z, n, b `[3H]`, c `[H]`, h `[T, B, H]`. The
 * tape `[T, B, 4H]` keeps r, z, n and h·Un + c. H must be a multiple of 4.
 */
import { hyperbolicTangent, sigmoid } from './exponential';
import { matrixProduct, packPanels, panelLength, transpose } from './matrix-product';

/** Numbers of scratch space that either direction needs. */
export function gruScratchLength(T: i32, B: i32, I: i32, H: i32): i32 {
  const gates = 3 * H;
  const forward = panelLength(I, gates) + panelLength(H, gates) + T * B * gates + B * gates;
  const panels = max(panelLength(gates, H), max(panelLength(gates, I), panelLength(T * B, gates)));
  const backward = 2 * T * B * gates + B * H + panels + T * B * max(H, I) + T * B * H;
  return max(forward, backward);
}

export function gruForward(
  T: i32,
  B: i32,
  I: i32,
  H: i32,
  x: usize,
  W: usize,
  b: usize,
  U: usize,
  c: usize,
  initial: usize,
  h: usize,
  tape: usize,
  scratch: usize,
): void {
  const gates = 3 * H;
  const panels = scratch;
  const recurrentPanels = panels + bytes(panelLength(I, gates));
  const fromInput = recurrentPanels + bytes(panelLength(H, gates));
  const fromState = fromInput + bytes(T * B * gates);
  for (let row = 0; row < T * B; row++) memory.copy(fromInput + bytes(row * gates), b, bytes(gates));
  packPanels(W, I, gates, false, panels);
  matrixProduct(T * B, gates, I, x, panels, fromInput, true);
  packPanels(U, H, gates, false, recurrentPanels);
  for (let t = 0; t < T; t++) {
    const before = t === 0 ? initial : h + bytes((t - 1) * B * H);
    matrixProduct(B, gates, H, before, recurrentPanels, fromState, false);
    for (let row = 0; row < B; row++) {
      const at = t * B + row;
      gateRow(
        H,
        fromInput + bytes(at * gates),
        fromState + bytes(row * gates),
        c,
        before + bytes(row * H),
        tape + bytes(at * 4 * H),
        h + bytes(at * H),
      );
    }
  }
}

function gateRow(
  H: i32,
  input: usize,
  state: usize,
  c: usize,
  before: usize,
  tape: usize,
  after: usize,
): void {
  const side = bytes(H);
  for (let at: usize = 0; at < side; at += 16) {
    const r = sigmoid(f32x4.add(v128.load(input + at), v128.load(state + at)));
    const z = sigmoid(f32x4.add(v128.load(input + side + at), v128.load(state + side + at)));
    const recurrent = f32x4.add(v128.load(state + 2 * side + at), v128.load(c + at));
    const n = hyperbolicTangent(f32x4.add(v128.load(input + 2 * side + at), f32x4.mul(r, recurrent)));
    v128.store(tape + at, r);
    v128.store(tape + side + at, z);
    v128.store(tape + 2 * side + at, n);
    v128.store(tape + 3 * side + at, recurrent);
    v128.store(after + at, f32x4.add(n, f32x4.mul(z, f32x4.sub(v128.load(before + at), n))));
  }
}

/**
 * Gradients from dh `[T, B, H]`, the loss's own gradient at each state. The first state is taken as given: nothing
 * flows back through it. Writes dx, dW, db, dU and dc in the shapes of x, W, b, U and c.
 */
export function gruBackward(
  T: i32,
  B: i32,
  I: i32,
  H: i32,
  x: usize,
  W: usize,
  U: usize,
  initial: usize,
  h: usize,
  tape: usize,
  dh: usize,
  dx: usize,
  dW: usize,
  db: usize,
  dU: usize,
  dc: usize,
  scratch: usize,
): void {
  const gates = 3 * H;
  const rows = T * B;
  // Gradients at the gates' sums: towards the input, and towards the state (they differ in n's part by r).
  const towardsInput = scratch;
  const towardsState = towardsInput + bytes(rows * gates);
  const carried = towardsState + bytes(rows * gates);
  const states = carried + bytes(B * H);
  const turned = states + bytes(rows * H);
  const panels = turned + bytes(rows * max(H, I));
  memory.fill(carried, 0, bytes(B * H));
  packPanels(U, gates, H, true, panels);
  for (let t = T - 1; t >= 0; t--) {
    const before = t === 0 ? initial : h + bytes((t - 1) * B * H);
    for (let row = 0; row < B; row++) {
      const at = t * B + row;
      ungateRow(
        H,
        tape + bytes(at * 4 * H),
        before + bytes(row * H),
        dh + bytes(at * H),
        carried + bytes(row * H),
        towardsInput + bytes(at * gates),
        towardsState + bytes(at * gates),
      );
    }
    matrixProduct(B, H, gates, towardsState + bytes(t * B * gates), panels, carried, true);
  }
  packPanels(W, gates, I, true, panels);
  matrixProduct(rows, I, gates, towardsInput, panels, dx, false);

  transpose(x, rows, I, turned);
  packPanels(towardsInput, rows, gates, false, panels);
  matrixProduct(I, gates, rows, turned, panels, dW, false);

  memory.copy(states, initial, bytes(B * H));
  memory.copy(states + bytes(B * H), h, bytes((T - 1) * B * H));
  transpose(states, rows, H, turned);
  packPanels(towardsState, rows, gates, false, panels);
  matrixProduct(H, gates, rows, turned, panels, dU, false);

  sumRows(towardsInput, rows, gates, gates, db);
  sumRows(towardsState + bytes(2 * H), rows, gates, H, dc);
}

function ungateRow(
  H: i32,
  tape: usize,
  before: usize,
  dh: usize,
  carried: usize,
  towardsInput: usize,
  towardsState: usize,
): void {
  const side = bytes(H);
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < side; at += 16) {
    const r = v128.load(tape + at);
    const z = v128.load(tape + side + at);
    const n = v128.load(tape + 2 * side + at);
    const recurrent = v128.load(tape + 3 * side + at);
    const gradient = f32x4.add(v128.load(dh + at), v128.load(carried + at));
    const dn = f32x4.mul(f32x4.mul(gradient, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n)));
    const dz = f32x4.mul(
      f32x4.mul(gradient, f32x4.sub(v128.load(before + at), n)),
      f32x4.mul(z, f32x4.sub(one, z)),
    );
    const dr = f32x4.mul(f32x4.mul(dn, recurrent), f32x4.mul(r, f32x4.sub(one, r)));
    v128.store(towardsInput + at, dr);
    v128.store(towardsInput + side + at, dz);
    v128.store(towardsInput + 2 * side + at, dn);
    v128.store(towardsState + at, dr);
    v128.store(towardsState + side + at, dz);
    v128.store(towardsState + 2 * side + at, f32x4.mul(dn, r));
    v128.store(carried + at, f32x4.mul(gradient, z));
  }
}

/** out `[columns]` = sum over rows of a part of a matrix whose rows are `stride` numbers apart. */
function sumRows(matrix: usize, rows: i32, stride: i32, columns: i32, out: usize): void {
  for (let column = 0; column < columns; column += 4) {
    let sum = f32x4.splat(0);
    for (let row = 0; row < rows; row++)
      sum = f32x4.add(sum, v128.load(matrix + bytes(row * stride + column)));
    v128.store(out + bytes(column), sum);
  }
}

/** Bytes of so many float32. */
function bytes(numbers: i32): usize {
  return (<usize>numbers) << 2;
}
