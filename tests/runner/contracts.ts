import { runCommand } from './run-command.ts';
import { brokenStage, type Stage } from './stage.ts';

/** The Solidity tests: units, fuzz tests, invariants. */
export async function runContracts(full: boolean): Promise<Stage> {
  const name = 'contracts';
  const { code, output, seconds } = await runCommand(
    process.execPath,
    ['--import', 'tsx', 'contracts/tools/forge.ts', 'test'],
    { live: true, env: full ? { FOUNDRY_FUZZ_RUNS: '10000', FOUNDRY_INVARIANT_RUNS: '512' } : {} },
  );
  const counted = /(\d+) tests? passed, (\d+) failed, (\d+) skipped \(\d+ total tests\)/.exec(output);
  if (counted === null) return brokenStage(name, seconds, `forge ended with ${code} and told no counts`);
  const [passed = 0, failed = 0, skipped = 0] = counted.slice(1).map(Number);
  return { name, passed, failed: code === 0 ? failed : Math.max(1, failed), skipped, seconds };
}
