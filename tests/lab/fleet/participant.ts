import { createHash } from 'node:crypto';
import { makeClientUpdate } from '../../../shared/learning/client-round.ts';
import { maskingFor } from '../../../shared/learning/masking-for.ts';
import type { TrainingTask } from '../../../shared/learning/task.ts';
import { lossAndGradient, trainLocally } from '../../../shared/learning/train.ts';
import { l2Norm } from '../../../shared/numerics/tiled-reductions.ts';
import type { TaskName } from '../../../shared/protocol/ids.ts';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { fleetKey } from './contributor-keys.ts';
import type { Crew } from './crew.ts';

/** What participants of any task do: the extension's own training and way to a frame, and their share of a gradient. */
export function playParticipants<Example>({
  name,
  task,
  examplesOf,
  seed,
}: {
  readonly name: TaskName;
  readonly task: TrainingTask<Example>;
  /** What is on a person's device, or on an attacker's. @throws for somebody unknown */
  readonly examplesOf: (person: string, poisoned?: boolean) => readonly Example[];
  readonly seed: number;
}): Pick<Crew, 'update' | 'gradient'> {
  return {
    async update({ person, attempt, now, steps, poisoned, part, ...open }) {
      const { round, base, parameters, norm, privacy, masking } = open;
      const all = examplesOf(person, poisoned);
      const identity = part === undefined ? person : `${person} part ${part.at} of ${part.of}`;
      const { delta, steps: made } = await trainLocally({
        task,
        parameters,
        examples: part === undefined ? all : all.filter((_, at) => at % part.of === part.at),
        budget: { steps, milliseconds: Number.POSITIVE_INFINITY },
        seed: `fleet ${seed} ${attempt} ${identity}`,
        measureLoss: false,
      });
      if (made === 0) return null;
      const key = await fleetKey(seed, identity);
      const random = seededRandom(`fleet ${seed} ${attempt} ${identity} rounding`);
      const common = { task: name, round, norm, privacy };
      const { frame, saved } = await makeClientUpdate({
        ...common,
        delta,
        spec: task.spec,
        base,
        contributor: key.id,
        now,
        random: () => random.uniform(),
        words: () => Math.floor(random.uniform() * 2 ** 32),
        nonce: createHash('sha256')
          .update(`fleet ${seed} ${attempt} ${identity} nonce`)
          .digest()
          .subarray(0, 16),
        sign: key.sign,
        ...maskingFor(key, { ...common, masking, base: { hash: base }, parameters: parameters.length }),
      });
      return { frame, rawNorm: l2Norm(delta), saved };
    },
    async gradient({ people, parameters, step }) {
      const sum = new Float32Array(parameters.length);
      let count = 0;
      for (const id of people) {
        const prepared = task.prepare(examplesOf(id));
        if (!prepared.usable) continue;
        const loss = prepared.sampleLoss(seededRandom(`fleet ${seed} central ${step} ${id}`));
        const { gradient } = lossAndGradient(task.spec, parameters, loss);
        prepared.dispose();
        count++;
        for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + gradient[j]!;
      }
      return { sum, count };
    },
  };
}
