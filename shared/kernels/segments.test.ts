import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { registerSegmentSum } from './segment-sum.ts';
import { addSegments, gatherRows } from './segments.ts';

describe('rows of a table', () => {
  it('are gathered in the order asked for, and their gradients go back where they came from', () => {
    const table = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect([...gatherRows(table, 2, [2, 0, 2])]).toEqual([5, 6, 1, 2, 5, 6]);
    const out = new Float32Array(6);
    addSegments(Float32Array.of(1, 1, 10, 10, 100, 100), 2, [2, 0, 2], out);
    expect([...out]).toEqual([10, 10, 0, 0, 101, 101]);
  });

  it('outside the table get nothing', () => {
    const out = new Float32Array(2);
    addSegments(Float32Array.of(1, 1, 2, 2, 3, 3), 2, [-1, 0, 1], out);
    expect([...out]).toEqual([2, 2]);
  });
});

describe('UnsortedSegmentSum', () => {
  it('is on the WASM backend what it is on the cpu backend, and leaves no tensor behind', async () => {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(join(process.cwd(), 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
    const sums: number[][] = [];
    for (const backend of ['cpu', 'wasm']) {
      expect(await tf.setBackend(backend)).toBe(true);
      registerSegmentSum(backend);
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
        const result = tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1, 2], 'int32'), 3);
        expect(result.shape).toEqual([3, 2]);
        sums.push([...result.dataSync()]);
      });
      expect(tf.memory().numTensors).toBe(before);
    }
    expect(sums).toEqual([
      [3, 4, 6, 8, 7, 8],
      [3, 4, 6, 8, 7, 8],
    ]);
  });
});
