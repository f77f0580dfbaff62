/**
 * Compiles the kernels, `shared/kernels/assembly` → `shared/kernels/kernels.wasm` (`npm run kernels:compile`). The
 * result is committed; a test compiles again and compares.
 */
import { writeFile } from 'node:fs/promises';
import { compileKernels, kernelsFile } from './compile-kernels.ts';

const bytes = await compileKernels();
await writeFile(kernelsFile, bytes);
console.error(`${bytes.length} bytes`);
