import type { Status } from '../../storage/records.ts';
import { number, t, type Words } from '../strings.ts';

/** Beyond this ε a bound says next to nothing of one person: odds could still shift more than twenty thousand times. */
const HARDLY_A_BOUND = 10;

/** What each task is called. */
export const taskWords = { taste: 'taskTaste', voice: 'taskVoice', ranking: 'taskRanking' } as const;

/** What the updates of one task have told so far, and what that number means. */
export function privacyWords({
  task,
  budget,
  bare,
  isLessProtected,
}: Status<'privacy'>['tasks'][number]): readonly Words[] {
  const name = t(taskWords[task]);
  if (isLessProtected) return [{ key: 'privacyLessProtected', values: [name] }];
  if (budget === null) return [{ key: 'privacyNoNoise', values: [name] }];
  const { spent, total, participations, terms, isSpent } = budget;
  return [
    {
      key: 'privacySpent',
      values: [
        name,
        number(spent, 2),
        number(total, 2),
        number(participations),
        number(terms.participations),
      ],
    },
    spent > HARDLY_A_BOUND
      ? { key: 'privacyMeansLittle' }
      : { key: 'privacyMeans', values: [number(Math.exp(spent), 1), number(1 / terms.delta)] },
    ...(bare === 0 ? [] : [{ key: 'privacyBare', values: [number(bare)] } as const]),
    ...(isSpent ? [{ key: 'privacyIsSpent' } as const] : []),
  ];
}
