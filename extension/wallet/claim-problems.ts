/** What can keep a claim from being paid; each says that the total is safe, because it is. */
export const claimProblems = {
  'daily-cap': {
    why: 'Today’s payout limit of the contract is used up.',
    next: 'Your reward is safe. Try again after 00:00 UTC.',
  },
  expired: {
    why: 'The voucher’s deadline has passed.',
    next: 'Try again: a fresh voucher is fetched. The total is the same.',
  },
  'signer-changed': {
    why: 'The server has changed its signing key since this voucher.',
    next: 'Try again: a voucher by the new key is fetched.',
  },
  'epoch-running': {
    why: 'The epoch this reward belongs to has not ended on the chain.',
    next: 'Try again when it has ended; the popup says when.',
  },
  paused: {
    why: 'Payouts are paused by the contract’s guardian.',
    next: 'Your total is kept. A pause ends by itself after 14 days at the latest.',
  },
  'root-not-active': {
    why: 'The root that this proof belongs to does not stand in the contract now.',
    next: 'A root stands 48 hours after it was proposed, until the next one does. Your proof is kept; try again later.',
  },
  'no-gas': {
    why: 'The wallet made here cannot pay the network’s fee.',
    next: 'Send it a little of the chain’s own coin, or copy the transaction into another wallet.',
  },
  'does-not-check-out': {
    why: 'The voucher does not check out, so it was not used.',
    next: 'Do not retry. Copy the diagnostics from the options and report it.',
  },
  reverted: {
    why: 'The transaction was included but the contract did not pay.',
    next: 'Try again: the reason is asked for first. Nothing was lost.',
  },
  'not-included': {
    why: 'The transaction was not included in a block.',
    next: 'Try again: a running total cannot be paid twice.',
  },
  'chain-offline': {
    why: 'The chain does not answer.',
    next: 'Your voucher is kept. Try again later.',
  },
  'wrong-chain': {
    why: 'The endpoint serves another chain than the one this server pays on.',
    next: 'Nothing was sent, and nothing is lost. Ask the server’s operator, and try again when it is put right.',
  },
  'reset-chain': {
    why: 'The chain was started afresh: this voucher is for the one before.',
    next: 'A new voucher comes with the next epoch.',
  },
  'no-contract': {
    why: 'There is no rewards contract at the address this server names.',
    next: 'Do not claim; tell the operator.',
  },
  'server-offline': {
    why: 'The server that submits claims does not answer.',
    next: 'Your voucher is kept, and anyone may submit it. Try again later.',
  },
  'relay-refused': {
    why: 'The server did not submit the claim.',
    next: 'Your voucher is kept. Try again later, or submit it with your own wallet.',
  },
  unknown: {
    why: 'The contract refused for a reason this version does not know.',
    next: 'Nothing was lost. Copy the diagnostics from the options and report it.',
  },
} as const satisfies Record<string, { readonly why: string; readonly next: string }>;

export type ClaimProblem = keyof typeof claimProblems;

/**
 * The problem behind a stored sentence, so that a page can say it in the reader's language; null for a sentence of
 * another version, which is then shown as it was stored.
 */
export function problemBehind(why: string): ClaimProblem | null {
  for (const problem of problems) if (claimProblems[problem].why === why) return problem;
  return null;
}

const problems: readonly ClaimProblem[] = [
  'daily-cap',
  'expired',
  'signer-changed',
  'epoch-running',
  'paused',
  'root-not-active',
  'no-gas',
  'does-not-check-out',
  'reverted',
  'not-included',
  'chain-offline',
  'wrong-chain',
  'reset-chain',
  'no-contract',
  'server-offline',
  'relay-refused',
  'unknown',
];
