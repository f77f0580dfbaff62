import { serverOptimiser } from '../../../../shared/aggregation/optimisers/server-optimiser.ts';
import { defaultAttackers } from '../../../../shared/aggregation/rules/default.ts';
import { decodeInt8Block, dequantise } from '../../../../shared/codec/int8-block.ts';
import { float32Bytes } from '../../../../shared/codec/vector-bytes.ts';
import { sha256Hex } from '../../../../shared/crypto/sha256.ts';
import { improvementDirection, type PanelPerson } from '../../../../shared/learning/taste/probe.ts';
import { initialTasteParameters, tasteSpec } from '../../../../shared/models/taste.ts';
import { readFrame } from '../../../../shared/protocol/frame.ts';
import { modelHashSchema, roundNumberSchema } from '../../../../shared/protocol/ids.ts';
import { computeRound } from '../../../../shared/replay/compute-round.ts';
import { seededRandom, shuffledIndices } from '../../../../shared/text/hashing.ts';
import type { Crews } from '../crews.ts';
import type { FleetRecipe } from '../fleet-options.ts';

/** A round in which everybody sent what they learnt, and some were drawn. */
export interface RecordedRound {
  /** Who was drawn: their updates moved the model. */
  readonly cohort: readonly string[];
  /** What everybody sent, decoded, by identity. */
  readonly updates: ReadonlyMap<string, Float32Array>;
  readonly aggregate: Float32Array;
  /** −∇L of the panel's half for this round, `[d]`. */
  readonly direction: Float32Array;
  readonly agreement: number | null;
}

/** Some people under several identities. */
export interface Identity {
  readonly name: string;
  readonly person: string;
  readonly part?: { readonly at: number; readonly of: number };
}

/**
 * Plays honest rounds and keeps every update, drawn or not: what an identity would have been worth had it been drawn can
 * then be worked out for any draw.
 * @param extra identities that train as well, and are never drawn
 */
export async function recordPath(options: {
  readonly crews: Crews;
  readonly people: readonly string[];
  readonly extra: readonly Identity[];
  readonly panel: readonly PanelPerson[];
  readonly recipe: FleetRecipe;
  readonly tell: (line: string) => void;
}): Promise<RecordedRound[]> {
  const { crews, people, extra, panel, recipe } = options;
  const { seed } = crews;
  let parameters = initialTasteParameters();
  let state = serverOptimiser(recipe.optimiser).initialState(parameters.length);
  const rounds: RecordedRound[] = [];
  for (let number = 1; number <= recipe.rounds; number++) {
    const common = {
      attempt: number,
      round: roundNumberSchema.parse(number),
      base: modelHashSchema.parse(sha256Hex(float32Bytes(parameters))),
      parameters,
      norm: recipe.norm,
      privacy: null,
      masking: null,
      now: Date.UTC(2026, 0, 1) + number * 60_000,
      steps: recipe.steps,
    };
    const everybody: readonly Identity[] = [...people.map((person) => ({ name: person, person })), ...extra];
    const sent = await Promise.all(
      everybody.map(async ({ name, person, part }) => {
        const update = await crews.update({ ...common, person, ...(part === undefined ? {} : { part }) });
        return update === null ? [] : [[name, await decoded(update.frame)] as const];
      }),
    );
    const updates = new Map(sent.flat());
    const order = shuffledIndices(people.length, seededRandom(`fleet ${seed} round ${number} cohort`));
    const cohort = order
      .flatMap((index) => people[index] ?? [])
      .filter((person) => updates.has(person))
      .slice(0, recipe.cohort);
    const result = computeRound({
      parameters,
      optimiserState: state,
      updates: cohort.map((person) => updates.get(person) ?? new Float32Array(0)),
      standings: cohort.map(() => ({ ramp: 1, established: true, staleness: 0, multiplicity: 1 })),
      rule: { name: 'default', f: defaultAttackers(cohort.length) },
      norm: recipe.norm,
      optimiser: recipe.optimiser,
      bootstrap: true,
      seed: `fleet ${seed} round ${number}`,
    });
    const direction = Float32Array.from(
      improvementDirection(parameters, panel, { seed: `fleet ${seed} ${number}` }),
    );
    rounds.push({ cohort, updates, aggregate: result.aggregate, direction, agreement: result.agreement });
    ({ parameters, optimiserState: state } = result);
    options.tell(`seed ${seed}: round ${number} of ${recipe.rounds}`);
  }
  return rounds;
}

async function decoded(frame: Uint8Array): Promise<Float32Array> {
  const read = readFrame(frame);
  if (!read.ok) throw new Error(`a frame of the fleet cannot be read: ${read.problem}`);
  const body = await decodeInt8Block(read.frame.body, tasteSpec.parameterCount);
  if (!body.ok) throw new Error(`a body of the fleet cannot be read: ${body.problem}`);
  return dequantise(body.quantised);
}
