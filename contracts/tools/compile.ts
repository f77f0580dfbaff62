/** `tsx contracts/tools/compile.ts`: compiles the contracts and writes `contracts/abi/*.ts`. No network. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileArtifacts } from './artifacts.ts';

const folder = join(import.meta.dirname, '..', 'abi');

mkdirSync(folder, { recursive: true });
for (const [file, text] of compileArtifacts()) {
  writeFileSync(join(folder, file), text);
  console.log(`contracts/abi/${file}`);
}
