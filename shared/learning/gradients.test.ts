import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { defineModel } from '../models/model-spec.ts';
import { lossAndGradient, lossOf } from './train.ts';

beforeAll(() => tf.setBackend('cpu'));

const spec = defineModel('six-numbers', 1, [{ name: 'x', shape: [3, 2] }]);
const parameters = Float32Array.of(0.3, 1.2, 0.7, 2, 0.1, 0.9);
/** Different weights, so that no two numbers can be mixed up. */
const weighed = (y: tf.Tensor): tf.Scalar =>
  tf.sum(tf.mul(tf.reshape(y, [y.size]), tf.tensor1d(Array.from({ length: y.size }, (_, at) => at + 1))));

describe('the gradient', () => {
  const operations: readonly [string, (x: tf.Tensor) => tf.Tensor][] = [
    ['log', tf.log],
    ['sigmoid', tf.sigmoid],
    ['tanh', tf.tanh],
    ['gather', (x) => tf.gather(x, tf.tensor1d([2, 0, 2, 2], 'int32'))],
  ];

  it.each(operations)('of %s is what finite differences find', (_name, operation) => {
    const loss = (tensors: ReadonlyMap<string, tf.Tensor>): tf.Scalar => {
      const x = tensors.get('x');
      if (x === undefined) throw new RangeError('x');
      return weighed(operation(x));
    };
    const { gradient } = lossAndGradient(spec, parameters, loss);
    parameters.forEach((_, at) => {
      const [up, down] = [parameters.slice(), parameters.slice()];
      up[at]! += 1e-2;
      down[at]! -= 1e-2;
      const slope = (lossOf(spec, up, loss) - lossOf(spec, down, loss)) / (up[at]! - down[at]!);
      expect(Math.abs(gradient[at]! - slope)).toBeLessThan(0.01 + 0.01 * Math.abs(slope));
    });
  });
});
