/**
 * Compiles the kernels, `shared/kernels/assembly` → `shared/kernels/kernels.wasm` and `aggregation-module.ts`
 * (`npm run kernels:compile`). The results are committed; tests compile again and compare.
 */
import { writeFile } from 'node:fs/promises';
import {
  aggregationModuleFile,
  aggregationModuleSource,
  compileKernels,
  kernelsFile,
} from './compile-kernels.ts';

const bytes = await compileKernels();
await writeFile(kernelsFile, bytes);
console.error(`${bytes.length} bytes`);
await writeFile(aggregationModuleFile, await aggregationModuleSource());
