/** Cosine of two vectors of one length; 0 where one of them is nothing. */
export function cosine(a: Float64Array | Float32Array, b: Float64Array | Float32Array): number {
  let along = 0;
  let left = 0;
  let right = 0;
  for (let i = 0; i < a.length; i++) {
    along += a[i]! * b[i]!;
    left += a[i]! ** 2;
    right += b[i]! ** 2;
  }
  return along / Math.sqrt(left * right || 1);
}
