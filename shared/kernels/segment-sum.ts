import * as tf from '@tensorflow/tfjs-core';
import { addSegments } from './segments.ts';

/**
 * Registers `UnsortedSegmentSum`, the gradient of a gather, on a tfjs backend that lacks it (the WASM backend does), so
 * that graphs with embeddings can be trained there. A backend that has it keeps its own.
 */
export function registerSegmentSum(backendName: string): void {
  if (tf.getKernel(tf.UnsortedSegmentSum, backendName) !== undefined) return;
  tf.registerKernel({
    kernelName: tf.UnsortedSegmentSum,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs;
      const count = Number(attrs?.['numSegments']);
      if (x === undefined || segmentIds === undefined || !Number.isInteger(count)) {
        throw new TypeError('UnsortedSegmentSum needs x, segmentIds and numSegments.');
      }
      const values = tf.engine().readSync(x.dataId);
      const ids = tf.engine().readSync(segmentIds.dataId);
      if (!(values instanceof Float32Array) || !(ids instanceof Int32Array)) {
        throw new TypeError('UnsortedSegmentSum sums float32 by int32 ids.');
      }
      const shape = [count, ...x.shape.slice(segmentIds.shape.length)];
      const width = values.length / Math.max(1, ids.length);
      const sums = new Float32Array(count * width);
      addSegments(values, width, ids, sums);
      return tf.engine().makeTensor(sums, shape, 'float32', tf.engine().backend);
    },
  });
}
