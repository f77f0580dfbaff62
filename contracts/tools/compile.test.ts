import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileArtifacts } from './artifacts.ts';

const folder = join(import.meta.dirname, '..', 'abi');

describe('the committed artefacts', () => {
  it('are what the sources compile to; if not, run contracts/tools/compile.ts', { timeout: 180_000 }, () => {
    const fresh = compileArtifacts();
    expect(readdirSync(folder).sort()).toEqual([...fresh.keys()].sort());
    for (const [file, text] of fresh) {
      expect(readFileSync(join(folder, file), 'utf8') === text, file).toBe(true);
    }
  });

  it('are compiled with the settings that forge tests with', () => {
    const foundry = readFileSync(join(folder, '..', 'foundry.toml'), 'utf8');
    for (const line of [
      'evm_version = "cancun"',
      'optimizer = true',
      'optimizer_runs = 1000',
      'bytecode_hash = "none"',
    ]) {
      expect(foundry).toContain(`\n${line}\n`);
    }
  });
});
