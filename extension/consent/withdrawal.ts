import type { GatheredKind } from '../storage/erase.ts';
import type { Consent } from '../storage/records.ts';
import { isSiteOn, sitesOn } from './gate.ts';

/** What a change of consent took back. */
export interface Withdrawal {
  readonly sites: readonly string[];
  readonly kinds: readonly GatheredKind[];
  /** Contributing was switched off: what waits to be sent is not sent. */
  readonly contribute: boolean;
}

/** Compares two records. Pure. */
export function withdrawalBetween(before: Consent, after: Consent): Withdrawal {
  const kinds: readonly GatheredKind[] = ['reading', 'feedback', 'writing'];
  return {
    sites: sitesOn(before).filter((site) => !isSiteOn(after, site)),
    kinds: kinds.filter((kind) => before.kinds[kind] && !after.kinds[kind]),
    contribute: before.contribute && !after.contribute,
  };
}
