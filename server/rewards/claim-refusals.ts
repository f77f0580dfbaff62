/**
 * The contract's refusals in words: what happened, and what to do.
 * @param error name of the contract's error
 * @param args its arguments, as decimal or hex text
 */
export function claimRefusalWords(error: string, args: readonly string[]): [why: string, next: string] {
  switch (error) {
    case 'DailyCapReached':
      return [
        'The contract has released all it may release today.',
        `Claim again after ${new Date(Number(args[2]) * 1000).toISOString()}; nothing is lost.`,
      ];
    case 'EnforcedPause':
      return ['The contract is paused by its guardian.', 'Claim again later; a pause lapses after 14 days.'];
    case 'VoucherExpired':
      return ['The voucher has expired.', 'Ask for a new one: it holds the same total.'];
    case 'NotASigner':
    case 'BadSignature':
      return ['The contract does not accept this voucher’s signature.', 'Ask for a new voucher.'];
    case 'EpochNotFinished':
      return ['The voucher’s epoch has not finished on the chain yet.', 'Claim again in a few minutes.'];
    case 'EmissionExceeded':
      return [
        'The contract has emitted less than this voucher asks for.',
        'Claim again when the next epoch has finished.',
      ];
    default:
      return [`The contract refused the claim (${error}).`, 'Claim again; if it stays, tell the operator.'];
  }
}
