import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Path of the native binary of a Foundry tool, inside the npm package of this platform.
 *
 * Not the package's own launcher: that one always exits 0, whatever the tool says.
 * @throws Error with what to do, if there is no binary for this platform
 */
export function foundryBinary(tool: 'forge' | 'anvil'): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `@foundry-rs/${tool}-${process.platform}-${architecture}`;
  const binary = join(packageFolder(name, tool), 'bin', process.platform === 'win32' ? `${tool}.exe` : tool);
  if (!existsSync(binary)) throw new Error(`${name} has no ${tool} inside. Run npm ci again.`);
  return binary;
}

function packageFolder(name: string, tool: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch (cause) {
    throw new Error(
      `${tool} is not installed for ${process.platform} on ${process.arch} (package ${name}). ` +
        'Run npm ci with optional dependencies; musl and other platforms have no binary.',
      { cause },
    );
  }
}
