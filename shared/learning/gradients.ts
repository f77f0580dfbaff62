import * as tf from '@tensorflow/tfjs-core';

/**
 * Gradients of the operations our models are built of.
 *
 * `@tensorflow/tfjs-core` alone comes without them: its browser build keeps them in a deep module, its Node build
 * leaves them out, and mixing builds ends in two copies. So the few we need are here, the same for extension, server
 * and fleet. A gradient that the host has registered already is left as it is. Importing `train.ts` is enough.
 */
export function registerGradients(): void {
  for (const config of gradients) {
    if (tf.getGradient(config.kernelName) === undefined) tf.registerGradient(config);
  }
}

/** Brings a gradient back to the shape of an input that was broadcast. */
function unbroadcast(gradient: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const added = gradient.rank - shape.length;
  const axes = gradient.shape.flatMap((side, axis) =>
    axis < added || (shape[axis - added] === 1 && side !== 1) ? [axis] : [],
  );
  return tf.reshape(axes.length === 0 ? gradient : tf.sum(gradient, axes), [...shape]);
}

type Gradient = (
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  attributes: Readonly<Record<string, unknown>>,
) => Record<string, () => tf.Tensor>;

/** A gradient from the tensors it needs; `saved` arrives in the order of `inputsToSave`, then outputs. */
function gradientOf(
  kernelName: string,
  needs: { inputs?: string[]; outputs?: boolean[]; allInputs?: boolean },
  gradient: Gradient,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: needs.inputs ?? [],
    outputsToSave: needs.outputs ?? [],
    saveAllInputs: needs.allInputs ?? false,
    gradFunc: (dy, saved, attributes) => {
      if (Array.isArray(dy)) throw new TypeError(`${kernelName} has one output.`);
      return gradient(dy, saved, { ...attributes });
    },
  };
}

function first(saved: readonly tf.Tensor[]): tf.Tensor {
  return nth(saved, 0);
}

function nth(saved: readonly tf.Tensor[], index: number): tf.Tensor {
  const tensor = saved[index];
  if (tensor === undefined) throw new RangeError('An operation did not save what its gradient needs.');
  return tensor;
}

const gradients: readonly tf.GradConfig[] = [
  gradientOf(tf.Add, { inputs: ['a', 'b'] }, (dy, saved) => ({
    a: () => unbroadcast(dy, nth(saved, 0).shape),
    b: () => unbroadcast(dy, nth(saved, 1).shape),
  })),
  gradientOf(tf.Sub, { inputs: ['a', 'b'] }, (dy, saved) => ({
    a: () => unbroadcast(dy, nth(saved, 0).shape),
    b: () => unbroadcast(tf.neg(dy), nth(saved, 1).shape),
  })),
  gradientOf(tf.Multiply, { inputs: ['a', 'b'] }, (dy, saved) => ({
    a: () => unbroadcast(tf.mul(dy, nth(saved, 1)), nth(saved, 0).shape),
    b: () => unbroadcast(tf.mul(dy, nth(saved, 0)), nth(saved, 1).shape),
  })),
  gradientOf(tf.BatchMatMul, { inputs: ['a', 'b'] }, (dy, saved, attributes) => {
    const a = nth(saved, 0);
    const b = nth(saved, 1);
    const ta = attributes['transposeA'] === true;
    const tb = attributes['transposeB'] === true;
    return {
      a: () => (ta ? tf.matMul(b, dy, tb, true) : tf.matMul(dy, b, false, !tb)),
      b: () => (tb ? tf.matMul(dy, a, true, ta) : tf.matMul(a, dy, !ta, false)),
    };
  }),
  gradientOf(tf.Relu, { outputs: [true] }, (dy, saved) => ({
    x: () => tf.mul(dy, tf.cast(tf.greater(first(saved), 0), 'float32')),
  })),
  gradientOf(tf.Exp, { outputs: [true] }, (dy, saved) => ({ x: () => tf.mul(dy, first(saved)) })),
  gradientOf(tf.Log, { inputs: ['x'] }, (dy, saved) => ({ x: () => tf.div(dy, first(saved)) })),
  gradientOf(tf.Sigmoid, { outputs: [true] }, (dy, saved) => ({
    x: () => tf.mul(dy, tf.mul(first(saved), tf.sub(1, first(saved)))),
  })),
  gradientOf(tf.Tanh, { outputs: [true] }, (dy, saved) => ({
    x: () => tf.mul(dy, tf.sub(1, tf.square(first(saved)))),
  })),
  // Rows of a table. Backends without `UnsortedSegmentSum` get it from `registerSegmentSum`.
  gradientOf(tf.GatherV2, { inputs: ['x', 'indices'] }, (dy, saved, { axis }) => ({
    x: () => {
      const [rows, ...row] = first(saved).shape;
      const ids = nth(saved, 1);
      if (Number(axis) !== 0) throw new RangeError('Only rows of a table are gathered.');
      return tf.unsortedSegmentSum(
        tf.reshape(dy, [ids.size, ...row]),
        tf.reshape<tf.Rank.R1>(tf.cast(ids, 'int32'), [ids.size]),
        rows ?? 0,
      );
    },
    indices: () => tf.zerosLike(nth(saved, 1)),
  })),
  gradientOf(tf.Square, { inputs: ['x'] }, (dy, saved) => ({
    x: () => tf.mul(dy, tf.mul(first(saved), 2)),
  })),
  gradientOf(tf.ClipByValue, { inputs: ['x'] }, (dy, saved, { clipValueMin, clipValueMax }) => ({
    x: () => {
      const inside = tf.logicalAnd(
        tf.greaterEqual(first(saved), Number(clipValueMin)),
        tf.lessEqual(first(saved), Number(clipValueMax)),
      );
      return tf.mul(dy, tf.cast(inside, 'float32'));
    },
  })),
  gradientOf(tf.Sum, { inputs: ['x'] }, (dy, saved, { axis }) => ({
    x: () => {
      const { shape } = first(saved);
      const axes = new Set(tf.util.parseAxisParam(numbers(axis), [...shape]));
      const kept = shape.map((side, index) => (axes.has(index) ? 1 : side));
      return tf.mul(tf.reshape(dy, kept), tf.ones([...shape]));
    },
  })),
  gradientOf(tf.Reshape, { inputs: ['x'] }, (dy, saved) => ({
    x: () => tf.reshape(dy, [...first(saved).shape]),
  })),
  gradientOf(tf.Identity, {}, (dy) => ({ x: () => tf.clone(dy) })),
  gradientOf(tf.Slice, { inputs: ['x'] }, (dy, saved, { begin, size }) => ({
    x: () => {
      const { shape } = first(saved);
      const starts = numbers(begin);
      const sizes = numbers(size);
      return tf.pad(
        dy,
        shape.map((side, axis): [number, number] => {
          const start = starts[axis] ?? 0;
          const length = sizes[axis] ?? -1;
          return [start, length < 0 ? 0 : side - start - length];
        }),
      );
    },
  })),
  gradientOf(tf.Concat, { allInputs: true }, (dy, saved, { axis }) => {
    const along = tf.util.parseAxisParam(numbers(axis), [...first(saved).shape])[0] ?? 0;
    const sides = saved.map(({ shape }) => shape[along] ?? 0);
    const parts = tf.split(dy, sides, along);
    return Object.fromEntries(parts.map((part, index) => [String(index), () => part]));
  }),
];

function numbers(attribute: unknown): number[] {
  return (Array.isArray(attribute) ? attribute : [attribute]).map(Number);
}
