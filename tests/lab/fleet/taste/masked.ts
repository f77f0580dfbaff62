import { groupTerms, maskingContextOf } from '../../../../shared/masking/group-terms.ts';
import { initialTasteParameters, tasteSpec } from '../../../../shared/models/taste.ts';
import { seededRandom, shuffledIndices } from '../../../../shared/text/hashing.ts';
import { type FleetThreads, startThreads } from '../crews.ts';
import type { FleetOptions } from '../fleet-options.ts';
import type { MaskedLane } from '../masked-members.ts';
import { mean } from '../measures.ts';
import { trainTogether } from '../training.ts';
import { tasteRecipe } from './recipe.ts';

export interface MaskedOptions extends FleetOptions {
  readonly masked: MaskedLane;
  /** σ: noise on each group's sum; 0 for none. */
  readonly noiseMultiplier: number;
}

/** People of a run; rounds are large enough for a robust rule over groups. */
const SIZES = {
  quick: { participants: 200, rounds: 10, cohort: 80 },
  full: { participants: 300, rounds: 30, cohort: 96 },
};
/** Far above the usual rate: so few rounds have to get somewhere, or there is nothing to compare. */
const LEARNING_RATE = 0.008;

/**
 * Taste learnt in the masked lane, through the server's own groups and rule, beside the plain lane with the same people in
 * the same rounds, of whom nobody falls silent; without page counters, measured on people who never took part.
 */
export async function runMaskedTaste(options: MaskedOptions) {
  const threads = startThreads(options.threads);
  try {
    return await report(options, threads);
  } finally {
    await threads.stop();
  }
}

async function report(options: MaskedOptions, threads: FleetThreads) {
  const started = performance.now();
  const { folders, seed, masked, profile } = options;
  options.tell('reading the data');
  const variant = { counters: false, newStories: false };
  const crews = await threads.play({ task: 'taste', folders, seed, variant });
  const ids = crews.roster.participants.map(({ id }) => id);
  const participants = shuffledIndices(ids.length, seededRandom(`fleet ${seed} participants`))
    .flatMap((index) => ids[index] ?? [])
    .slice(0, SIZES[profile].participants);
  const { rounds = SIZES[profile].rounds, cohort = SIZES[profile].cohort } = options;
  const usual = tasteRecipe(participants.length, { rounds });
  const recipe = {
    ...usual,
    cohort: Math.min(participants.length, cohort),
    optimiser: { ...usual.optimiser, learningRate: LEARNING_RATE },
  };
  const unseen = crews.roster.unseen.map(({ id }) => id);
  const judged = async (parameters: Float32Array): Promise<number> =>
    mean(await crews.judge({ people: unseen, parameters, thorough: false }), 'auc');

  // Nobody is stopped by a budget here: what noise costs is measured, not what it is worth.
  const noise =
    options.noiseMultiplier === 0
      ? null
      : { noiseMultiplier: options.noiseMultiplier, participations: 1e9, delta: 1e-6 };
  const learn = async (lane: MaskedLane | null) => {
    const trained = await trainTogether(
      {
        name: lane === null ? 'lane-plain' : `lane-${lane.engine}`,
        task: 'taste',
        spec: tasteSpec,
        initialParameters: initialTasteParameters(),
        crews,
        participants,
        recipe,
        decides: { folders, seed, recipe, participants: participants.length, lane, noise: lane && noise },
        ratification: { measure: 'auc', score: async () => [] },
        ...(lane === null ? {} : { masked: lane, privacy: noise }),
      },
      options,
      null,
    );
    return {
      aucWithoutCounters: await judged(trained.parameters),
      bytesPerUpdate: trained.bytesPerUpdate,
      refused: trained.refused,
      rounds: trained.outcomes,
      groups: trained.groups,
    };
  };
  const untrained = await judged(initialTasteParameters());
  const plain = await learn(null);
  const hidden = await learn(masked);
  return {
    task: 'taste' as const,
    lane: masked,
    noiseMultiplier: options.noiseMultiplier,
    participants: participants.length,
    unseen: unseen.length,
    rounds: recipe.rounds,
    cohort: recipe.cohort,
    rule: options.rule,
    seed,
    profile,
    untrained,
    plain,
    masked: { ...hidden, bytesOfVector: vectorBytes(masked, recipe.norm) },
    /** Share of what the plain lane gained over the untrained model. */
    gainKept: (hidden.aucWithoutCounters - untrained) / (plain.aucWithoutCounters - untrained),
    seconds: (performance.now() - started) / 1000,
  };
}

export type MaskedReport = Awaited<ReturnType<typeof runMaskedTaste>>;

/** d·b/8: what a masked vector alone takes. */
function vectorBytes({ groupSize }: MaskedLane, norm: number): number {
  const { ring } = groupTerms(
    maskingContextOf({
      task: 'taste',
      round: 1,
      model: '0'.repeat(64),
      dimension: tasteSpec.parameterCount,
      norm,
      privacy: null,
      masking: { engine: 'pairwise', groupSize },
    }),
  );
  return (ring.length * ring.bits) / 8;
}
