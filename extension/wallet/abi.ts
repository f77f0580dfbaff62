/**
 * The parts of the two contracts that the extension reads or decodes, as human-readable ABI. The contracts are fixed
 * by `rewards.md`; a fragment here that drifted from them would fail in the claim's browser test.
 */
export const tokenAbi = ['function balanceOf(address account) view returns (uint256)'] as const;

const claimTuple = 'tuple(address account, uint256 cumulative, uint64 epoch, uint64 deadline)';

export const rewardsAbi = [
  'function token() view returns (address)',
  'function SIGNER_ROLE() view returns (bytes32)',
  'function hasRole(bytes32 role, address account) view returns (bool)',
  'function claimed(address account) view returns (uint256)',
  'function currentEpoch() view returns (uint64)',
  'function paused() view returns (bool)',
  `function claim(${claimTuple} c, address signer, bytes signature) returns (uint256 amount)`,
  'function root() view returns (bytes32)',
  'function pendingRoot() view returns (bytes32)',
  'function pendingRootReadyAt() view returns (uint64)',
  'function claimWithProof(address account, uint256 cumulative, bytes32 salt, bytes32[] proof) returns (uint256 amount)',
  'error InvalidProof()',
  'error VoucherExpired(uint64 deadline)',
  'error EpochNotFinished(uint64 epoch)',
  'error NotASigner(address signer)',
  'error BadSignature()',
  'error NothingToClaim(uint256 alreadyClaimed)',
  'error EmissionExceeded(uint256 wanted, uint256 allowed)',
  'error DailyCapReached(uint256 wanted, uint256 left, uint256 resetsAt)',
  'error EnforcedPause()',
] as const;
