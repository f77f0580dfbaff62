import { type MaskingContext, maskingContextOf } from '../../shared/masking/group-terms.ts';
import { type MaskingTerms, maskingTermsSchema } from '../../shared/protocol/masking-terms.ts';
import { type PrivacyTerms, privacyTermsSchema } from '../../shared/protocol/privacy-terms.ts';
import type { rounds } from '../store/schema.ts';

type RoundRow = typeof rounds.$inferSelect;

/** The noise that a round's updates carry; null for none. */
export function privacyOf({ privacy }: Pick<RoundRow, 'privacy'>): PrivacyTerms | null {
  return privacy === null ? null : privacyTermsSchema.parse(privacy);
}

/** How a round hides single updates; null where it does not. */
export function maskingOf({ masking }: Pick<RoundRow, 'masking'>): MaskingTerms | null {
  return masking === null ? null : maskingTermsSchema.parse(masking);
}

/** A masked round as the engines know it; null for one that is not masked. */
export function maskedRound(
  round: RoundRow,
  dimension: number,
): { readonly terms: MaskingTerms; readonly context: MaskingContext } | null {
  const terms = maskingOf(round);
  if (terms === null) return null;
  const context = maskingContextOf({
    task: round.task,
    round: round.number,
    model: round.baseHash,
    dimension,
    norm: round.norm,
    privacy: privacyOf(round),
    masking: terms,
  });
  return { terms, context };
}
