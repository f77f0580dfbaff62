import { adaptive } from './adaptive.ts';
import { alieAt15, alieAtMost } from './alie.ts';
import type { Attack } from './attack.ts';
import { copyOther, matchedNoise, replayStep, sendNothing } from './free-riders.ts';
import { innerProductHalf, innerProductTenth, innerProductTwo } from './inner-product.ts';
import { labelFlip } from './label-flip.ts';
import { mimic } from './mimic.ts';
import { minMax, minSum } from './min-max.ts';
import { constrainAndScale, modelReplacement, plantedLabel, plantedTitle } from './model-replacement.ts';
import { orthogonal } from './orthogonal.ts';
import { boostedSignFlip, signFlip } from './sign-flip.ts';
import { sparseCoordinates } from './sparse-coordinates.ts';
import { decorrelatedFlood, identicalFlood, jitteredFlood } from './sybil-flood.ts';

/** The attack suite (`integrity.md` §7) by name. */
export const attacks: Readonly<Record<string, Attack>> = {
  'sign-flip': signFlip,
  'sign-flip-boosted': boostedSignFlip,
  'model-replacement': modelReplacement,
  'constrain-and-scale': constrainAndScale,
  'planted-label': plantedLabel,
  'planted-title': plantedTitle,
  'sparse-coordinates': sparseCoordinates,
  'label-flip': labelFlip,
  alie: alieAtMost,
  'alie-1.5': alieAt15,
  'ipm-0.1': innerProductTenth,
  'ipm-0.5': innerProductHalf,
  'ipm-2': innerProductTwo,
  mimic,
  'min-max': minMax,
  'min-sum': minSum,
  orthogonal,
  'sybil-identical': identicalFlood,
  'sybil-jittered': jitteredFlood,
  'sybil-decorrelated': decorrelatedFlood,
  nothing: sendNothing,
  noise: matchedNoise,
  'replay-step': replayStep,
  'copy-other': copyOther,
  adaptive,
};
