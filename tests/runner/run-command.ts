import { spawn } from 'node:child_process';
import { projectRoot } from '../../server/demo/build-extension.ts';

export interface Ran {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly output: string;
  readonly seconds: number;
}

/**
 * Runs a command at the project's root, without standard input. Never throws: a command that cannot be started has code
 * 127 and the reason for its output.
 * @param options.live show the output while it comes
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly live?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    const parts: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        parts.push(text);
        if (options.live === true) process.stdout.write(text);
      });
    }
    const end = (code: number): void =>
      resolve({ code, output: parts.join(''), seconds: (performance.now() - started) / 1000 });
    child.once('error', (error) => {
      parts.push(error.message);
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}

/** Runs the program of a package that is installed here, by its entry file: no shell, no npx. */
export function runTool(
  entry: string,
  args: readonly string[],
  options?: Parameters<typeof runCommand>[2],
): Promise<Ran> {
  return runCommand(process.execPath, [`node_modules/${entry}`, ...args], options);
}
