/** Measures training where the extension trains: in a Worker of a page. Bundled and served by `training.ts`. */
import { startBackend } from '../../extension/training/backend.ts';
import { registerMatrixProduct } from '../../shared/kernels/matrix-product.ts';
import { openKernels } from '../../shared/kernels/open-kernels.ts';
import { stepFigures } from './training-steps.ts';

self.addEventListener('message', ({ data }: MessageEvent<'wasm' | 'cpu'>) => {
  void measured(data).then(
    (figures) => self.postMessage({ figures }),
    (cause: unknown) => self.postMessage({ failed: String(cause) }),
  );
});

async function measured(backend: 'wasm' | 'cpu') {
  const bytes = await fetch('/kernels.wasm').then((answer) => answer.arrayBuffer());
  const kernels = await openKernels(new Uint8Array(bytes));
  await startBackend(backend, `${self.location.origin}/tfjs/`);
  registerMatrixProduct(kernels, 'wasm');
  return stepFigures(`Chromium, ${backend}`, kernels);
}
