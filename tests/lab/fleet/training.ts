import { z } from 'zod';
import { cosineSchedule } from '../../../shared/aggregation/optimisers/schedule.ts';
import type { OptimiserConfig } from '../../../shared/aggregation/optimisers/server-optimiser.ts';
import type { ModelSpec } from '../../../shared/models/model-spec.ts';
import type { TaskName } from '../../../shared/protocol/ids.ts';
import type { PrivacyTerms } from '../../../shared/protocol/privacy-terms.ts';
import { packedFloat32Schema, packedFloat64Schema, packFloat32, packFloat64 } from './cells.ts';
import { trainCentrally } from './centrally.ts';
import type { Crews } from './crews.ts';
import { type FederationState, federate } from './federate.ts';
import type { FleetOptions, FleetRecipe } from './fleet-options.ts';
import type { Hostility } from './hostile-cohort.ts';
import type { MaskedLane } from './masked-members.ts';
import { isRejected, type Ratification, REJECTIONS_THAT_END } from './ratification.ts';
import { fleetServerSettings } from './server-settings.ts';

/** One training of a fleet: what is learnt, by whom and how. */
export interface Training {
  /** Names it among the parts of a run. */
  readonly name: string;
  readonly task: TaskName;
  readonly spec: ModelSpec;
  readonly initialParameters: Float32Array;
  readonly crews: Crews;
  readonly participants: readonly string[];
  readonly recipe: FleetRecipe;
  /** All that decides the outcome beside the rule. */
  readonly decides: object;
  readonly ratification: Ratification;
  /** How often the model is looked at on the way: measured for its curve, and asked about. Ten times when absent. */
  readonly looks?: number | undefined;
  readonly hostility?: Hostility | undefined;
  readonly masked?: MaskedLane | undefined;
  /** Noise that every update carries. */
  readonly privacy?: PrivacyTerms | null | undefined;
}

/** How good the parameters are by then, by measure. */
type Measure = (parameters: Float32Array) => Promise<Readonly<Record<string, number>>>;

/** A point of a curve: its round, and what was measured then. */
export const curvePointSchema = z.object({ round: z.number() }).catchall(z.number());
export type CurvePoint = z.infer<typeof curvePointSchema>;

/** One measure along a curve: pairs of round and value. */
export function curveOf(curve: readonly CurvePoint[], measure: string): (readonly [number, number])[] {
  return curve.flatMap((point) => {
    const value = point[measure];
    return value === undefined ? [] : [[point.round, value] as const];
  });
}

const USUAL_LOOKS = 10;

const outcome = {
  curve: z.array(curvePointSchema),
  /** Round of the version that was kept: the last that participants did not reject. */
  keptRound: z.number(),
  bytesPerUpdate: z.number(),
  accepted: z.number(),
  agreement: z.number(),
  refused: z.record(z.string(), z.number()),
  groups: z.record(z.string(), z.number()),
  outcomes: z.record(z.string(), z.number()),
  hostile: z.object({ accepted: z.number(), refused: z.record(z.string(), z.number()) }),
};
/** As it is kept: values as text. */
const keptSchema = z.object({ parameters: z.string(), ...outcome });
const trainedSchema = z.object({ parameters: packedFloat32Schema, ...outcome });
export type Trained = z.infer<typeof trainedSchema>;

/**
 * Has the participants learn together, through the protocol and the server's code. What was done is read; what was
 * interrupted goes on, and comes to the same end.
 *
 * Participants ratify each version that is looked at; the last one they did not reject is kept, and a training that is
 * rejected twice in a row ends.
 *
 * @param measure measured at the start and at every look; nothing when null.
 */
export async function trainTogether(
  training: Training,
  { cells, tell, rule, learnt }: FleetOptions,
  measure: Measure | null,
): Promise<Trained> {
  const { name, decides, crews, participants, recipe, task, spec, initialParameters, ratification } =
    training;
  const { hostility, masked, looks } = training;
  const decided = { ...decides, rule, looks };
  const kept = await cells.done(name, decided, keptSchema, async () => {
    const stood = cells.underWay(name, decided, underWaySchema);
    const curve = [...(stood?.curve ?? [])];
    if (measure !== null && stood === null) curve.push({ round: 0, ...(await measure(initialParameters)) });
    let best = stood?.best ?? { round: 0, parameters: initialParameters, rejections: 0 };
    let bestScores = await ratification.score(best.parameters);
    const every = Math.max(1, Math.floor(recipe.rounds / (looks ?? USUAL_LOOKS)));
    const { parameters: _last, ...rest } = await federate({
      crews,
      settings: fleetServerSettings(
        {
          task,
          parameterCount: spec.parameterCount,
          initialParameters: () => initialParameters,
          norm: recipe.norm,
          rule,
          optimiser: recipe.optimiser,
        },
        { privacy: training.privacy ?? null },
      ),
      participants,
      rounds: recipe.rounds,
      cohort: recipe.cohort,
      steps: recipe.steps,
      from: stood?.state ?? null,
      hostility: hostility && { ...hostility, spec },
      masked,
      onRound: async ({ round, state }) => {
        if (round % every !== 0 && round !== recipe.rounds) return 'go on';
        const now = await state();
        const { parameters } = now.checkpoint;
        if (measure !== null) curve.push({ round, ...(await measure(parameters)) });
        const scores = await ratification.score(parameters);
        const rejected = isRejected(bestScores, scores, ratification.measure);
        if (rejected) best = { ...best, rejections: best.rejections + 1 };
        else [best, bestScores] = [{ round, parameters, rejections: 0 }, scores];
        cells.keepUnderWay(name, decided, packUnderWay(curve, now, best));
        const doubt = rejected ? `, rejected by participants in favour of round ${best.round}` : '';
        tell(`${name}: round ${round} of ${recipe.rounds}${told(curve.at(-1))}${doubt}`);
        return best.rejections >= REJECTIONS_THAT_END ? 'end' : 'go on';
      },
    });
    return { parameters: packFloat32(best.parameters), keptRound: best.round, curve, ...rest };
  });
  const trained = trainedSchema.parse(kept);
  learnt?.(name, trained.parameters);
  return trained;
}

/**
 * The same model learnt by somebody who has everybody's data in one place, in as many steps of the optimiser as there
 * are rounds, times `stepsPerRound`.
 */
export async function trainInOnePlace(
  { name, decides, crews, participants, recipe, initialParameters }: Training,
  { cells, tell, seed }: FleetOptions,
  stepsPerRound = 1,
): Promise<Float32Array> {
  const steps = recipe.rounds * stepsPerRound;
  const { parameters } = await cells.done(
    `${name}-central`,
    { ...decides, steps },
    z.object({ parameters: z.string() }),
    async () => {
      const learnt = await trainCentrally({
        crews,
        initialParameters,
        people: participants,
        steps,
        batch: recipe.cohort,
        optimiser: { ...inOnePlace(recipe.optimiser), schedule: cosineSchedule(steps) },
        seed,
        onStep: (step) => {
          if (step % 50 === 0) tell(`${name}, in one place: step ${step} of ${steps}`);
        },
      });
      return { parameters: packFloat32(learnt) };
    },
  );
  return packedFloat32Schema.parse(parameters);
}

/** Adam where there is data in one place: what suits clipped updates, plain momentum at rate 1, runs away on gradients. */
function inOnePlace(optimiser: OptimiserConfig): OptimiserConfig {
  return optimiser.name === 'fedadam'
    ? optimiser
    : { name: 'fedadam', learningRate: 0.001, beta1: 0.9, beta2: 0.99, epsilon: 1e-6 };
}

const underWaySchema = z.object({
  curve: z.array(curvePointSchema),
  best: z.object({ round: z.number(), parameters: packedFloat32Schema, rejections: z.number() }),
  state: z.object({
    checkpoint: z.object({
      version: z.number().int().positive(),
      parameters: packedFloat32Schema,
      optimiserState: packedFloat64Schema,
    }),
    before: packedFloat32Schema.nullable(),
    tally: z.object({
      accepted: z.number(),
      refused: z.record(z.string(), z.number()),
      bytes: z.number(),
      agreement: z.number(),
      agreements: z.number(),
      groups: outcome.groups,
      outcomes: outcome.outcomes,
      hostile: outcome.hostile,
    }),
  }),
});

function packUnderWay(
  curve: readonly CurvePoint[],
  { checkpoint, tally, before }: FederationState,
  best: { readonly round: number; readonly parameters: Float32Array; readonly rejections: number },
) {
  const { version, parameters, optimiserState } = checkpoint;
  return {
    curve,
    best: { ...best, parameters: packFloat32(best.parameters) },
    state: {
      checkpoint: {
        version,
        parameters: packFloat32(parameters),
        optimiserState: packFloat64(optimiserState),
      },
      tally,
      before: before && packFloat32(before),
    },
  };
}

function told(point: CurvePoint | undefined): string {
  if (point === undefined) return '';
  return Object.entries(point)
    .filter(([measure]) => measure !== 'round')
    .map(([measure, value]) => `, ${measure} ${value.toFixed(4)}`)
    .join('');
}
