import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { loadKernels } from '../../../server/voice-model.ts';
import { registerMatrixProduct } from '../../../shared/kernels/matrix-product.ts';

/** Starts tfjs on the backend that the extension trains with. @throws when it does not start */
export async function startTensors(): Promise<void> {
  const entry = fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${dirname(entry)}/dist/`);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs does not start on WebAssembly');
  await tf.ready();
  registerMatrixProduct(await loadKernels(), 'wasm');
}
