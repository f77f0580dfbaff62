import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'forge-'));
  mkdirSync(join(project, 'test'));
  writeFileSync(
    join(project, 'foundry.toml'),
    '[profile.default]\noffline = true\nauto_detect_solc = false\n',
  );
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

function forgeOn(body: string): number | null {
  const source = `pragma solidity 0.8.37; contract T { function test_it() public pure { ${body} } }`;
  writeFileSync(join(project, 'test', 'T.t.sol'), source);
  const command = ['--import', 'tsx', join(import.meta.dirname, 'forge.ts'), 'test', '--root', project];
  return spawnSync(process.execPath, command, { stdio: 'ignore' }).status;
}

describe('the forge launcher', { timeout: 60_000 }, () => {
  it('exits as forge does: 0 for tests that pass, not 0 for one that fails or does not compile', () => {
    expect(forgeOn('assert(1 + 1 == 2);')).toBe(0);
    expect(forgeOn('assert(1 + 1 == 3);')).not.toBe(0);
    expect(forgeOn('this is not Solidity')).not.toBe(0);
  });
});
