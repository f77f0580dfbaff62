import {
  type OptimiserConfig,
  serverOptimiser,
} from '../../shared/aggregation/optimisers/server-optimiser.ts';
import type { RuleName } from '../../shared/aggregation/registry.ts';
import { initialRankingParameters, rankingSpec } from '../../shared/models/ranking.ts';
import { initialTasteParameters, tasteSpec } from '../../shared/models/taste.ts';
import { voiceSpec } from '../../shared/models/voice.ts';
import type { TaskName } from '../../shared/protocol/ids.ts';
import { type MaskingTerms, maskingTermsSchema } from '../../shared/protocol/masking-terms.ts';
import type { PrivacyTerms } from '../../shared/protocol/privacy-terms.ts';
import type { ServerConfig } from '../config.ts';
import { loadVoice } from '../voice-model.ts';

/** How a task is learnt here: its model and the published parameters of its rounds. */
export interface TaskSettings {
  readonly task: TaskName;
  readonly parameterCount: number;
  initialParameters(): Float32Array | Promise<Float32Array>;
  readonly norm: number;
  /** Noise that every update carries; null for none. */
  readonly privacy: PrivacyTerms | null;
  /** Most that the norm may follow its updates in a round; 0 keeps it. */
  readonly normDrift: number;
  /** How single updates are hidden; null where inspection sees them. */
  readonly masking: MaskingTerms | null;
  /** How long members of a masked group have for an answer, ms. */
  readonly phaseMs: number;
  readonly rule: RuleName;
  readonly optimiser: OptimiserConfig;
  readonly capacity: number;
  readonly cohort: number;
  readonly minimum: number;
  readonly roundMs: number;
  readonly staleness: number;
  readonly profile: 'laptop' | 'standard';
  /** Accepted rounds of a contributor that are not paid. */
  readonly probationRounds: number;
  /**
   * Whether what a contributor sent before makes an update a copy: honest ones must differ from one round to the next,
   * as they do where each looks at a random part of what is on the device.
   */
  readonly ownPastCounts: boolean;
  /** Whether rows are looked at one by one as well, for the log. */
  readonly inspectRows: boolean;
  /** How many contributors are asked about a candidate at most, and for how long; null asks nobody. */
  readonly ratification: { readonly asked: number; readonly ms: number } | null;
}

/** The settings of every task this server runs. */
export function taskSettings(config: ServerConfig): TaskSettings[] {
  return config.TASKS.map((task) => ({
    task,
    ...learnt(task, config),
    privacy: privacyTerms(config),
    normDrift: config.NORM_DRIFT,
    masking: maskingTerms(task, config),
    phaseMs: config.PHASE_SECONDS * 1000,
    rule: config.RULE,
    capacity: config.ROUND_CAPACITY,
    cohort: config.ROUND_COHORT,
    minimum: config.ROUND_MINIMUM,
    roundMs: config.ROUND_SECONDS * 1000,
    staleness: config.STALENESS,
    profile: config.PROFILE,
    probationRounds: config.PROBATION_ROUNDS,
    ownPastCounts: ownPastCounts(task),
    inspectRows: true,
    ratification:
      config.RATIFY_SECONDS === 0 ? null : { asked: config.RATIFY_ASKED, ms: config.RATIFY_SECONDS * 1000 },
  }));
}

/** The noise that a configuration asks for. */
function privacyTerms(config: ServerConfig): PrivacyTerms | null {
  const { NOISE_MULTIPLIER, PARTICIPATIONS, DELTA } = config;
  return NOISE_MULTIPLIER === 0
    ? null
    : { noiseMultiplier: NOISE_MULTIPLIER, participations: PARTICIPATIONS, delta: DELTA };
}

/** How a configuration has a task's updates hidden. */
function maskingTerms(
  task: TaskName,
  { MASKED, MASKED_GROUP, HELPER_KEY }: ServerConfig,
): MaskingTerms | null {
  const engine = MASKED[task];
  if (engine === undefined) return null;
  return maskingTermsSchema.parse({ engine, groupSize: MASKED_GROUP, helperKey: HELPER_KEY });
}

/** Ranking learns from all of a device's few lists at once, and says nearly the same every time. */
export function ownPastCounts(task: TaskName): boolean {
  return task !== 'ranking';
}

type Learnt = Pick<TaskSettings, 'parameterCount' | 'initialParameters' | 'norm' | 'optimiser'>;

/** What differs from task to task. Norms of voice and ranking are those that the fleet was measured with. */
function learnt(task: TaskName, config: ServerConfig): Learnt {
  switch (task) {
    case 'taste':
      return {
        parameterCount: tasteSpec.parameterCount,
        initialParameters: () => initialTasteParameters(config.MODEL_SEED),
        norm: config.NORM,
        optimiser: config.OPTIMISER,
      };
    case 'voice':
      return {
        parameterCount: voiceSpec.parameterCount,
        // Writers go on from the warm start that the extension ships, with the tables that belong to it.
        initialParameters: async () => (await loadVoice()).parameters,
        norm: 2,
        // A third of the fleet's rate: a server has no last round towards which it could slow down.
        optimiser: { name: 'fedavgm', learningRate: 0.3, momentum: 0.8 },
      };
    case 'ranking':
      return {
        parameterCount: rankingSpec.parameterCount,
        initialParameters: () => initialRankingParameters(),
        norm: 0.3,
        optimiser: { name: 'fedadam', learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 0.001 },
      };
  }
}

/** Optimiser state before the first round of a task. */
export function initialOptimiserState(settings: TaskSettings): Float64Array {
  return serverOptimiser(settings.optimiser).initialState(settings.parameterCount);
}
