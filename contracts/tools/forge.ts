/**
 * `tsx contracts/tools/forge.ts test …`: forge in this folder, from wherever it is called, with the compiler of the
 * `solc` package, without a network. Exits as forge does.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { foundryBinary } from './foundry-binary.ts';

const contracts = join(import.meta.dirname, '..');

const forge = spawn(foundryBinary('forge'), process.argv.slice(2), {
  cwd: contracts,
  stdio: 'inherit',
  env: {
    ...process.env,
    FOUNDRY_SOLC: join(contracts, 'tools', 'solc'),
    // A relative remapping out of the project makes forge list, and compile, some sources twice.
    FOUNDRY_REMAPPINGS: `@openzeppelin/=${join(contracts, '..', 'node_modules', '@openzeppelin')}/`,
  },
});

// The terminal signals forge itself; what is sent to this process alone has to be passed on.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => forge.kill(signal));

forge.on('error', (error) => {
  console.error(`forge could not be started: ${error.message}`);
  process.exitCode = 1;
});
forge.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});
