import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './trainer-protocol.ts';

/** A backend that is not up by then never will be: a blocked WebAssembly hangs without an error. */
const BACKEND_TIMEOUT = 10_000;

/**
 * Brings a tfjs backend up in this context.
 *
 * @param wasmFolder address of the folder with the `.wasm` files, ending in `/`.
 * @throws {Error} when the backend does not start in time, or is refused.
 */
export async function startBackend(backend: Backend, wasmFolder: string): Promise<void> {
  if (backend === 'wasm') {
    // SharedArrayBuffer is there in extension pages, so tfjs would take its threaded build, whose blob: workers the
    // extension's CSP forbids: it hangs. Must come before the first `setBackend`; so must the paths, once only.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(wasmFolder);
  }
  const started = await within(BACKEND_TIMEOUT, tf.setBackend(backend));
  if (!started) throw new Error(`The ${backend} backend did not start.`);
}

/** How many tensors are held in this context. */
export function tensorCount(): number {
  return tf.memory().numTensors;
}

function within(milliseconds: number, work: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
