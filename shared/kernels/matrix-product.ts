import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from './open-kernels.ts';

/** Products of fewer multiplications are left to the backend: handing them over costs more than they do. */
const FEWEST_MULTIPLICATIONS = 100_000;

const registered = new Set<string>();

/**
 * Has a tfjs backend multiply matrices with our kernels, several times as fast as tfjs-wasm does; small products, and
 * products of batches, stay with the backend. Once for each backend.
 */
export function registerMatrixProduct(kernels: Kernels, backendName: string): void {
  const own = tf.getKernel(tf.BatchMatMul, backendName);
  if (own === undefined || registered.has(backendName)) return;
  registered.add(backendName);
  tf.unregisterKernel(tf.BatchMatMul, backendName);
  tf.registerKernel({
    ...own,
    kernelFunc: (call) => {
      const { inputs, attrs } = call;
      const [a, b] = [inputs['a'], inputs['b']];
      if (a === undefined || b === undefined) throw new TypeError('A matrix product needs a and b.');
      const [transposeA, transposeB] = [attrs?.['transposeA'] === true, attrs?.['transposeB'] === true];
      const [rows, columns] = sides(a.shape, transposeA);
      const [inner, n] = sides(b.shape, transposeB);
      const one = [...a.shape.slice(0, -2), ...b.shape.slice(0, -2)].every((batch) => batch === 1);
      if (!one || columns !== inner || rows * columns * n < FEWEST_MULTIPLICATIONS)
        return own.kernelFunc(call);
      const [left, right] = [tf.engine().readSync(a.dataId), tf.engine().readSync(b.dataId)];
      if (!(left instanceof Float32Array) || !(right instanceof Float32Array)) return own.kernelFunc(call);
      const product = kernels.multiply({
        m: rows,
        n,
        k: columns,
        a: left,
        b: right,
        transposeA,
        transposeB,
      });
      const shape = [...a.shape.slice(0, -2), rows, n];
      return tf.engine().makeTensor(product, shape, 'float32', tf.engine().backend);
    },
  });
}

/** Rows and columns of a matrix as it enters the product. */
function sides(shape: readonly number[], transposed: boolean): [number, number] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}
