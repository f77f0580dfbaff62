import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** The two modules: what is learnt with, loaded as a file, and what is aggregated with, carried by the code. */
const entries = {
  learning: 'shared/kernels/assembly/index.ts',
  aggregation: 'shared/kernels/assembly/aggregation.ts',
} as const;
const root = fileURLToPath(new URL('../../', import.meta.url));

export const kernelsFile = new URL('../../shared/kernels/kernels.wasm', import.meta.url);
export const aggregationModuleFile = new URL('../../shared/kernels/aggregation-module.ts', import.meta.url);

/** The kernels' bytes: the same for the same sources and compiler, on every machine. */
export async function compileKernels(which: keyof typeof entries = 'learning'): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  const { error, stderr } = await asc.main(
    [
      entries[which],
      '--baseDir',
      root,
      '--outFile',
      'kernels.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
    ],
    {
      writeFile: (_name, content) => {
        if (typeof content !== 'string') bytes = content;
      },
    },
  );
  if (error !== null || bytes === null) throw new Error(`The kernels do not compile:\n${stderr.toString()}`);
  return bytes;
}

/** The source of `aggregation-module.ts`: the aggregation kernels as text. */
export async function aggregationModuleSource(): Promise<string> {
  const text = Buffer.from(await compileKernels('aggregation')).toString('base64');
  return `/** Compiled from \`assembly/aggregation.ts\` by \`npm run kernels:compile\`: WebAssembly in base64. */\nexport const aggregationModule =\n  '${text}';\n`;
}
