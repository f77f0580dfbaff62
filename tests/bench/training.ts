import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { chromium } from '@playwright/test';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { build } from 'vite';
import { z } from 'zod';
import { findChromium } from '../../server/demo/browser.ts';
import { projectRoot } from '../../server/demo/build-extension.ts';
import { loadKernels } from '../../server/voice-model.ts';
import { registerMatrixProduct } from '../../shared/kernels/matrix-product.ts';
import { type Benchmark, type Figure, notMeasured } from './benchmark.ts';
import { stepFigures } from './training-steps.ts';

const backends = ['wasm', 'cpu'] as const;
const tfjsFolder = join(projectRoot, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');

/** Gradient steps a second of every model, by backend, in Node and in a Worker of real Chromium. */
export const training: Benchmark = {
  name: 'training',
  about: 'steps of the three models, and what the training loop adds to a minimal one',
  async run(tell) {
    const inNode = await figuresInNode(tell).catch((cause: unknown) => [notMeasured('in Node', cause)]);
    tell('Chromium');
    const inBrowser = await figuresInChromium().catch((cause: unknown) => [
      notMeasured('in Chromium', cause),
    ]);
    return [...inNode, ...inBrowser];
  },
};

async function figuresInNode(tell: (line: string) => void): Promise<Figure[]> {
  tf.enableProdMode();
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(`${tfjsFolder}/`);
  const kernels = await loadKernels();
  const figures: Figure[] = [];
  for (const backend of backends) {
    tell(`Node, ${backend}`);
    if (!(await tf.setBackend(backend))) throw new Error(`tfjs refused the ${backend} backend`);
    registerMatrixProduct(kernels, 'wasm');
    figures.push(...(await stepFigures(`Node, ${backend}`, kernels)));
  }
  return figures;
}

const reportSchema = z.union([
  z.object({
    figures: z.array(
      z.object({ what: z.string(), value: z.number(), unit: z.string(), bar: z.string().optional() }),
    ),
  }),
  z.object({ failed: z.string() }),
]);

async function figuresInChromium(): Promise<Figure[]> {
  const executablePath = await findChromium();
  if (executablePath === null) throw new Error('there is no Chromium on this machine');
  const script = await bundledWorker();
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  try {
    const page = await browser.newPage();
    await page.route('http://bench.test/**', async (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
      if (path === '/worker.js') return route.fulfill({ contentType: 'text/javascript', body: script });
      const file =
        path === '/kernels.wasm'
          ? join(projectRoot, 'shared/kernels/kernels.wasm')
          : join(tfjsFolder, path.replace('/tfjs/', ''));
      return route.fulfill({ contentType: 'application/wasm', body: await readFile(file) });
    });
    await page.goto('http://bench.test/');
    const figures: Figure[] = [];
    for (const backend of backends) {
      const report = reportSchema.parse(
        await page.evaluate(
          (name) =>
            new Promise<unknown>((resolve) => {
              const worker = new Worker('/worker.js', { type: 'module' });
              worker.addEventListener('message', ({ data }) => resolve(data));
              worker.addEventListener('error', ({ message }) => resolve({ failed: message }));
              worker.postMessage(name);
            }),
          backend,
        ),
      );
      if ('failed' in report) figures.push(notMeasured(`Chromium, ${backend}`, report.failed));
      else
        figures.push(
          ...report.figures.map(({ bar, ...rest }) => ({ ...rest, ...(bar === undefined ? {} : { bar }) })),
        );
    }
    return figures;
  } finally {
    await browser.close();
  }
}

/** The Worker's script as one module. */
async function bundledWorker(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: projectRoot,
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: { entry: join(import.meta.dirname, 'training-worker.ts'), formats: ['es'], fileName: 'worker' },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  const chunk = bundle !== undefined && 'output' in bundle ? bundle.output[0] : undefined;
  if (chunk === undefined) throw new Error('the Worker’s script could not be bundled');
  return chunk.code;
}
