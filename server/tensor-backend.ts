import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

/** Makes tfjs ready in this process: plain JavaScript kernels, the same results on every machine. */
export async function readyTensors(): Promise<void> {
  // Without it the backend advertises a native add-on on standard error.
  tf.enableProdMode();
  await tf.setBackend('cpu');
}
