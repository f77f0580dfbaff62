import type { Consent, Status } from '../storage/records.ts';
import { isPaused, sitesOn } from './gate.ts';
import { hasAgreed, mustAskAgain } from './record.ts';

/** What the toolbar's button says at a glance; the popup says the rest. */
export type ToolbarState = 'off' | 'on' | 'paused' | 'learning' | 'attention';

export interface ToolbarNews {
  readonly consent: Consent;
  readonly training: Status<'training'> | null;
  readonly storageProblem: string | null;
  readonly now: number;
}

/** The most pressing state first. Pure. */
export function toolbarState({ consent, training, storageProblem, now }: ToolbarNews): ToolbarState {
  if (storageProblem !== null || mustAskAgain(consent)) return 'attention';
  if (!hasAgreed(consent) || sitesOn(consent).length === 0) return 'off';
  if (isPaused(consent, now)) return 'paused';
  if (training?.state === 'failed') return 'attention';
  return training?.state === 'training' || training?.state === 'preparing' ? 'learning' : 'on';
}
