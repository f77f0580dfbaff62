import { budgetAfter } from '../../shared/privacy/budget.ts';
import { refuse } from '../../shared/protocol/errors.ts';
import type { Check } from './check.ts';

/**
 * 1d. Privacy budget: where updates carry noise, a contributor takes part as often as was published and no more. The
 * device keeps the same ledger and stops by itself; this one holds for devices that do not.
 */
export const checkBudget: Check<'frame' | 'round', never> = async ({ frame, round }, desk) => {
  if (round.privacy === null) return { ok: true, adds: {} };
  const { task, contributor } = frame.envelope;
  const budget = budgetAfter(await desk.participations(task, contributor), round.privacy);
  if (budget.mayTakePart) return { ok: true, adds: {} };
  return {
    ok: false,
    refusal: refuse(
      'BUDGET_SPENT',
      `This contributor took part ${budget.participations} times; ε is ${budget.spent.toPrecision(3)} of ${budget.total.toPrecision(3)}.`,
    ),
  };
};
