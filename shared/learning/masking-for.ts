import { maskingContextOf } from '../masking/group-terms.ts';
import { maskingEngine } from '../masking/masking-engine.ts';
import type { ProcedureOut } from '../protocol/procedures.ts';
import type { ClientRoundInputs } from './client-round.ts';
import type { ContributorKey } from './contributor.ts';

/** What a client update needs so as to be hidden in its group's sum; nothing where the round hides none. */
export function maskingFor(
  { publicKey }: Pick<ContributorKey, 'publicKey'>,
  round: Pick<
    ProcedureOut<'round.current'>,
    'task' | 'round' | 'parameters' | 'norm' | 'privacy' | 'masking'
  > & {
    readonly base: { readonly hash: string };
  },
): Pick<ClientRoundInputs, 'masking'> {
  const { masking, base, parameters, ...common } = round;
  if (masking === null) return {};
  const { task, norm, privacy } = common;
  const context = maskingContextOf({
    task,
    round: round.round,
    model: base.hash,
    dimension: parameters,
    norm,
    privacy,
    masking,
  });
  return { masking: { engine: maskingEngine(masking), context, publicKey } };
}
