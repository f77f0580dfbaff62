/**
 * `npm run fuzz:server -- --frames 100000 [--seed N]`: a running server under hostile frames and requests. Ends with the
 * counts as JSON; exit code 1 when anything was accepted, crashed, changed or stuck.
 */
import { parseArgs } from 'node:util';
import { fuzzServer, stoodIt } from './fuzz-server.ts';

const { values } = parseArgs({
  options: { frames: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const [frames, seed] = [Number(values.frames), Number(values.seed)];
if (!Number.isInteger(frames) || frames < 1 || !Number.isInteger(seed)) {
  console.error('--frames and --seed are whole numbers; there is at least one frame.');
  process.exit(2);
}
const counts = await fuzzServer({ frames, seed, tell: (line) => process.stderr.write(`· ${line}\n`) });
console.log(JSON.stringify(counts, null, 2));
process.exitCode = stoodIt(counts) ? 0 : 1;
