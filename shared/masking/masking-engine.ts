import { fromHex } from '../crypto/hex.ts';
import type { MaskingTerms } from '../protocol/masking-terms.ts';
import { helperSum } from './helper/helper-sum.ts';
import type { MaskedSum } from './masked-sum.ts';
import { pairwiseSum } from './pairwise/pairwise-sum.ts';

/** Passes an open request on to the helper and gives its reply. @throws when it does not answer */
export type AskHelper = (request: Uint8Array) => Promise<Uint8Array>;

/** The engine that a round's terms name. @param askHelper for the server of a helper's lane; members ask nobody */
export function maskingEngine(terms: MaskingTerms, askHelper: AskHelper | null = null): MaskedSum {
  if (terms.engine === 'pairwise') return pairwiseSum;
  return helperSum({
    key: fromHex(terms.helperKey),
    ask: async (request) => {
      if (askHelper === null)
        throw new Error('this round needs a helper, and none is configured (HELPER_URL)');
      return askHelper(request);
    },
  });
}
