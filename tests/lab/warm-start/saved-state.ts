import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { freshState, type WarmState } from './train-warm-start.ts';

/**
 * A warm start under way, in one file: steps made, a hash of all that decides the outcome, then the arrays. It is
 * replaced whole, so that a killed run leaves the state before or the state after.
 */
export async function saveState(file: string, recipeHash: string, state: WarmState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const head = Buffer.alloc(72);
  head.writeUInt32LE(state.step, 0);
  head.write(recipeHash, 8, 'latin1');
  const arrays = arraysOf(state).map((values) => Buffer.from(Uint8Array.from(bytesOf(values))));
  await writeFile(`${file}.new`, Buffer.concat([head, ...arrays]));
  await rename(`${file}.new`, file);
}

/** The state to go on from; null when there is none, or when it is of another recipe. */
export async function readState(
  file: string,
  recipeHash: string,
  parameterCount: number,
): Promise<WarmState | null> {
  const content = await readFile(file).catch(() => null);
  if (content === null || content.toString('latin1', 8, 72) !== recipeHash) return null;
  const state = freshState(new Float32Array(parameterCount));
  let at = 72;
  for (const values of arraysOf(state)) {
    const bytes = bytesOf(values);
    if (at + bytes.length > content.length) return null;
    bytes.set(content.subarray(at, at + bytes.length));
    at += bytes.length;
  }
  return { ...state, step: content.readUInt32LE(0) };
}

function arraysOf(state: WarmState): Float32Array[] {
  return [state.parameters, state.firstMoments, state.secondMoments, state.states];
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
