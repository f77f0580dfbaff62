/**
 * `npm run leaks`: attacks on what leaves a device, by those who hold it. Prints every figure, and what it has to be
 * where something is promised; exit 1 where a promise does not hold. `--json` prints one object; names run some only.
 */
import { tell } from '../../../server/cli/output.ts';
import { readyTensors } from '../../../server/tensor-backend.ts';
import { syntheticReaders } from '../../../shared/learning/taste/synthetic-readers.ts';
import { tasteTask } from '../../../shared/learning/taste/task.ts';
import { trainLocally } from '../../../shared/learning/train.ts';
import { initialTasteParameters } from '../../../shared/models/taste.ts';
import { canaryExposure } from './canary.ts';
import { inversion } from './inversion.ts';
import { exactly, type LeakFigure, reported } from './leak-figure.ts';
import { tasteMembership, voiceMembership } from './membership.ts';
import { recordedTraffic } from './traffic.ts';
import { freeTexts, textPlaces } from './upload-schema.ts';
import { openVoiceBench } from './voice-bench.ts';

/** σ of the noised figures: far from what ε would call private, and enough against these attacks. */
const NOISE = 0.06;
/** Readers who taught the taste model that is attacked: an untrained one has nothing behind its first layer. */
const TEACHERS = 40;

const say = (line: string): void => tell(`· ${line}`);

const tests: Readonly<Record<string, () => Promise<LeakFigure[]>>> = {
  schema: async () => [
    reported('schema: places in uploads where a text may stand', textPlaces().length),
    exactly('schema: of them free, beside the appeal that a person writes', freeTexts().length, 0),
  ],
  inversion: async () => inversion(await taughtTaste(), NOISE, say),
  membership: async () => [
    ...(await tasteMembership(await taughtTaste(), NOISE, say)),
    ...(await voiceMembership(await openVoiceBench(), NOISE, say)),
  ],
  canary: async () => canaryExposure(await openVoiceBench(), NOISE, say),
  traffic: () => recordedTraffic(say),
};

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = named.filter((name) => !(name in tests));
if (unknown.length > 0) {
  tell(`There is no leak test ${unknown.join(', ')}; there are ${Object.keys(tests).join(', ')}.`);
  process.exit(2);
}
await readyTensors();
const figures: LeakFigure[] = [];
for (const [name, run] of Object.entries(tests)) {
  if (named.length > 0 && !named.includes(name)) continue;
  say(name);
  figures.push(...(await run()));
}
const broken = figures.filter(({ bar }) => bar?.holds === false);
if (process.argv.includes('--json')) console.log(JSON.stringify({ figures, ok: broken.length === 0 }));
else {
  const widest = Math.max(...figures.map(({ what }) => what.length));
  for (const { what, value, bar } of figures) {
    const shown = Number.isInteger(value) ? String(value) : value.toFixed(3);
    const promise = bar === undefined ? '' : `  ${bar.says} ${bar.holds ? 'holds' : 'DOES NOT HOLD'}`;
    console.log(`${what.padEnd(widest)}  ${shown.padStart(7)}${promise}`);
  }
}
process.exit(broken.length === 0 ? 0 : 1);

async function taughtTaste(): Promise<Float32Array> {
  let parameters = initialTasteParameters();
  for (const [at, { examples }] of syntheticReaders(TEACHERS, 'teachers').entries()) {
    const { delta } = await trainLocally({
      task: tasteTask,
      parameters,
      examples,
      budget: { steps: 2, milliseconds: Number.POSITIVE_INFINITY },
      seed: at,
      measureLoss: false,
    });
    parameters = parameters.map((value, i) => value + 0.5 * delta[i]!);
  }
  return parameters;
}
