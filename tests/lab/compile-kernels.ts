import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const entry = 'shared/kernels/assembly/index.ts';
const root = fileURLToPath(new URL('../../', import.meta.url));

export const kernelsFile = new URL('../../shared/kernels/kernels.wasm', import.meta.url);

/** The kernels' bytes: the same for the same sources and compiler, on every machine. */
export async function compileKernels(): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  const { error, stderr } = await asc.main(
    [
      entry,
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
