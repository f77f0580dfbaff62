import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import solc from 'solc';
import { z } from 'zod';

const contracts = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

/** What is deployed: name of the contract → the source that has it. */
const deployed = {
  TaleToken: 'src/TaleToken.sol',
  TaleRewards: 'src/TaleRewards.sol',
  TimelockController: '@openzeppelin/contracts/governance/TimelockController.sol',
};

/** The same settings as in foundry.toml, so that what forge tests is what is deployed. */
const settings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 1000 },
  metadata: { bytecodeHash: 'none' },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
};

const outputSchema = z.object({
  errors: z.array(z.object({ severity: z.string(), formattedMessage: z.string() })).default([]),
  contracts: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          abi: z.array(z.unknown()),
          evm: z.object({ bytecode: z.object({ object: z.string().regex(/^[0-9a-f]*$/) }) }),
        }),
      ),
    )
    .default({}),
});

/**
 * Compiles what is deployed and renders one TypeScript module for each contract: `abi` and creation `bytecode`.
 * The same sources and the same compiler give the same text, byte for byte.
 * @returns file name under `abi/` → its text
 * @throws Error with the compiler's words, if it has an error, or a warning about a source of ours
 */
export function compileArtifacts(): Map<string, string> {
  const sources = Object.fromEntries(
    Object.values(deployed).map((path) => [path, { content: readFileSync(fileOf(path), 'utf8') }]),
  );
  const input = JSON.stringify({ language: 'Solidity', sources, settings });
  const output = outputSchema.parse(JSON.parse(solc.compile(input, { import: readImport })));

  const complaints = output.errors.filter(
    ({ severity, formattedMessage }) => severity === 'error' || formattedMessage.includes('--> src/'),
  );
  if (complaints.length > 0) throw new Error(complaints.map((c) => c.formattedMessage).join('\n'));

  return new Map(
    Object.entries(deployed).map(([name, path]) => {
      const contract = output.contracts[path]?.[name];
      if (contract === undefined) throw new Error(`${path} has no contract ${name}.`);
      return [`${name}.ts`, render(contract.abi, contract.evm.bytecode.object)];
    }),
  );
}

function render(abi: unknown[], bytecode: string): string {
  return [
    '// Written by contracts/tools/compile.ts from the Solidity sources. Do not edit: compile again.',
    `export const abi = ${JSON.stringify(abi, null, 2)} as const;`,
    '',
    `export const bytecode: \`0x\${string}\` =\n  '0x${bytecode}';`,
    '',
  ].join('\n');
}

function readImport(path: string): { contents: string } | { error: string } {
  try {
    return { contents: readFileSync(fileOf(path), 'utf8') };
  } catch (cause) {
    return { error: `${path} cannot be read: ${String(cause)}` };
  }
}

function fileOf(path: string): string {
  return path.startsWith('@') ? require.resolve(path) : join(contracts, path);
}
