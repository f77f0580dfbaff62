import type { RuleName } from '../../../../shared/aggregation/registry.ts';
import { initialTasteParameters, tasteSpec } from '../../../../shared/models/taste.ts';
import { seededRandom, shuffledIndices } from '../../../../shared/text/hashing.ts';
import { loadAttack } from '../attacks/load-attack.ts';
import { attacks } from '../attacks/registry.ts';
import { type Crews, type FleetThreads, startThreads } from '../crews.ts';
import type { FleetOptions, FleetRecipe } from '../fleet-options.ts';
import { mean } from '../measures.ts';
import { trainTogether } from '../training.ts';
import { tasteRecipe } from './recipe.ts';

export interface AttackedOptions extends FleetOptions {
  /** Name or file of an attack; `all` for the whole suite under every rule of `rulesUnderAttack`. */
  readonly attack: string;
  /** Attackers in each cohort, as a share of it. */
  readonly attackers: number;
}

interface Size {
  readonly participants: number;
  readonly rounds: number;
  readonly cohort: number;
  readonly learningRate: number;
}

/**
 * One attack in the quick profile, and each cell of the whole suite. The server's rate is above what so few rounds get
 * elsewhere: at the usual one, honest people gain so little that their luck hides what an attack takes.
 */
const SMALL: Size = { participants: 300, rounds: 30, cohort: 30, learningRate: 0.008 };
const CELL: Size = { participants: 100, rounds: 20, cohort: 30, learningRate: 0.01 };

const rulesUnderAttack = [
  'mean',
  'median',
  'trimmed-mean',
  'multi-krum',
  'geometric-median',
  'centered-clipping',
  'default',
] as const satisfies readonly RuleName[];

/** What one attack does to one rule, without page counters: so there is something to lose. */
export interface AttackedCell {
  readonly attack: string;
  readonly rule: RuleName;
  readonly aucWithoutCounters: number;
  /** Share of the gain over the untrained model that honest people alone would have made. */
  readonly gainKept: number;
  /** Attackers in a cohort. */
  readonly attackers: number;
  readonly accepted: number;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  /** Share of stories with the trigger that reach a stranger's best tenth; null without a trigger. */
  readonly backdoor: number | null;
  /** The same of the model that honest people made alone: about a tenth. */
  readonly backdoorUnattacked: number | null;
}

/**
 * Taste learnt with attackers in every cohort, measured without the device's guard and without ratification: what the
 * rule alone holds off.
 */
export async function runAttackedTaste(options: AttackedOptions) {
  const threads = startThreads(options.threads);
  const started = performance.now();
  try {
    const whole = options.attack === 'all';
    const size = whole ? CELL : options.profile === 'quick' ? SMALL : null;
    const bench = await openBench(options, threads, size);
    const names = whole ? Object.keys(attacks) : [options.attack];
    const rules = whole ? rulesUnderAttack : [options.rule];
    const cells: AttackedCell[] = [];
    for (const name of names) {
      const crews = await bench.play(name);
      for (const rule of rules) {
        cells.push(await bench.cell(crews, name, rule));
        options.tell(told(cells.at(-1)));
      }
    }
    const [first] = cells;
    const honest = Object.fromEntries(
      await Promise.all(rules.map(async (rule) => [rule, await bench.honest(rule)] as const)),
    );
    return {
      task: 'taste' as const,
      participants: bench.participants.length,
      rounds: bench.recipe.rounds,
      cohort: bench.recipe.cohort,
      seed: options.seed,
      profile: options.profile,
      final: {
        aucWithoutCounters: first?.aucWithoutCounters ?? null,
        untrained: { aucWithoutCounters: bench.untrained },
        honest,
      },
      attack: whole || first === undefined ? null : { name: first.attack, ...first },
      cells,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await threads.stop();
  }
}

export type AttackedReport = Awaited<ReturnType<typeof runAttackedTaste>>;

async function openBench(options: AttackedOptions, threads: FleetThreads, size: Size | null) {
  const { folders, seed } = options;
  const play = (attack?: string): Promise<Crews> =>
    threads.play({
      task: 'taste',
      folders,
      seed,
      variant: { counters: false, newStories: false },
      ...(attack === undefined ? {} : { attack }),
    });
  options.tell('reading the data');
  const crews = await play();
  const ids = crews.roster.participants.map(({ id }) => id);
  const participants = shuffledIndices(ids.length, seededRandom(`fleet ${seed} participants`))
    .flatMap((index) => ids[index] ?? [])
    .slice(0, size?.participants ?? ids.length);
  const usual = tasteRecipe(participants.length, {
    rounds: options.rounds ?? size?.rounds,
    cohort: options.cohort ?? size?.cohort,
  });
  const recipe: FleetRecipe =
    size === null ? usual : { ...usual, optimiser: { ...usual.optimiser, learningRate: size.learningRate } };
  const unseen = crews.roster.unseen.map(({ id }) => id);
  const judged = (by: Crews, parameters: Float32Array) =>
    by.judge({ people: unseen, parameters, thorough: false });
  const untrained = mean(await judged(crews, initialTasteParameters()), 'auc');

  const learn = async (by: Crews, name: string | null, rule: RuleName) => {
    const trained = await trainTogether(
      {
        name: `attacked-${rule}-${(name ?? 'honest').replace(/[^a-z0-9.-]+/gi, '_')}`,
        task: 'taste',
        spec: tasteSpec,
        initialParameters: initialTasteParameters(),
        crews: by,
        participants,
        recipe,
        decides: { folders, seed, recipe, participants: participants.length, name, share: options.attackers },
        ratification: { measure: 'auc', score: async () => [] },
        ...(name === null ? {} : { hostility: { attack: await loadAttack(name), share: options.attackers } }),
      },
      { ...options, rule },
      null,
    );
    const { parameters, hostile } = trained;
    return { parameters, reply: await judged(by, parameters), hostile };
  };
  const learntHonestly = new Map<RuleName, ReturnType<typeof learn>>();
  const honestly = (rule: RuleName): ReturnType<typeof learn> => {
    const known = learntHonestly.get(rule) ?? learn(crews, null, rule);
    learntHonestly.set(rule, known);
    return known;
  };
  const honest = async (rule: RuleName): Promise<number> => mean((await honestly(rule)).reply, 'auc');

  return {
    participants,
    recipe,
    untrained,
    honest,
    play,
    async cell(by: Crews, name: string, rule: RuleName): Promise<AttackedCell> {
      const { reply, hostile } = await learn(by, name, rule);
      const auc = mean(reply, 'auc');
      const unattacked = await honestly(rule);
      const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
      return {
        attack: name,
        rule,
        aucWithoutCounters: auc,
        gainKept: (auc - untrained) / (mean(unattacked.reply, 'auc') - untrained),
        attackers: Math.floor(options.attackers * recipe.cohort),
        accepted: hostile.accepted,
        rejectedByReason: hostile.refused,
        backdoor: orNull(mean(reply, 'backdoor')),
        backdoorUnattacked: orNull(mean(await judged(by, unattacked.parameters), 'backdoor')),
      };
    },
  };
}

function told(cell: AttackedCell | undefined): string {
  if (cell === undefined) return '';
  const backdoor =
    cell.backdoor === null
      ? ''
      : `, backdoor ${cell.backdoor.toFixed(3)} (${cell.backdoorUnattacked?.toFixed(3)} unattacked)`;
  return `${cell.attack} against ${cell.rule}: ${cell.aucWithoutCounters.toFixed(4)}, ${(100 * cell.gainKept).toFixed(0)} % of the gain kept${backdoor}`;
}
