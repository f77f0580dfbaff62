/**
 * `tsx contracts/tools/mutants.ts`: seeds one fault after another into a copy of the contracts and runs forge on it.
 * Every fault must make a test fail; exits 1 and names those that none noticed. Minutes, not seconds.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Mutant = { fault: string; find: string; replace: string; file?: string };

const mutants: Mutant[] = [
  {
    fault: 'the account is not under the signature',
    find: 'CLAIM_TYPEHASH, c.account, c.cumulative',
    replace: 'CLAIM_TYPEHASH, address(0), c.cumulative',
  },
  {
    fault: 'the total is not under the signature',
    find: 'c.account, c.cumulative, c.epoch, c.deadline',
    replace: 'c.account, uint256(0), c.epoch, c.deadline',
  },
  {
    fault: 'the epoch is not under the signature',
    find: 'c.epoch, c.deadline))',
    replace: 'uint64(0), c.deadline))',
  },
  {
    fault: 'the deadline is not under the signature',
    find: 'c.epoch, c.deadline))',
    replace: 'c.epoch, uint64(0)))',
  },
  {
    fault: 'any signature holds',
    find: '!SignatureChecker.isValidSignatureNowCalldata(signer, hashClaim(c), signature)',
    replace: 'signature.length == 0',
  },
  {
    fault: 'anybody may sign',
    find: 'if (!hasRole(SIGNER_ROLE, signer)) revert NotASigner(signer);',
    replace: '',
  },
  {
    fault: 'the deadline is one second off',
    find: 'block.timestamp > c.deadline',
    replace: 'block.timestamp >= c.deadline',
  },
  {
    fault: 'the running epoch can be claimed',
    find: 'c.epoch >= currentEpoch()',
    replace: 'c.epoch > currentEpoch()',
  },
  {
    fault: 'an equal total is paid again',
    find: 'if (cumulative <= already)',
    replace: 'if (cumulative < already)',
  },
  {
    fault: 'the whole total is paid each time',
    find: 'amount = cumulative - already;',
    replace: 'amount = cumulative;',
  },
  {
    fault: "the claim's own epoch bounds it",
    find: 'emittedThrough(currentEpoch() - 1)',
    replace: 'emittedThrough(epoch)',
  },
  {
    fault: 'the running epoch counts as emitted',
    find: 'emittedThrough(currentEpoch() - 1)',
    replace: 'emittedThrough(currentEpoch())',
  },
  { fault: 'the schedule is not enforced', find: 'if (total > emitted)', replace: 'if (false)' },
  { fault: 'the schedule never halves', find: 'budget >>= 1;', replace: '' },
  {
    fault: 'the budget of an epoch never halves',
    find: 'firstEpochBudget >> (epoch / halvingEpochs)',
    replace: 'firstEpochBudget',
  },
  {
    fault: 'the cap underflows when it was lowered',
    find: 'Math.saturatingSub(dailyReleaseCap, released)',
    replace: 'dailyReleaseCap - released',
  },
  { fault: 'the cap is not enforced', find: 'if (amount > left)', replace: 'if (false)' },
  {
    fault: "the day's releases are forgotten",
    find: 'releasedOn[day] = released + amount;',
    replace: 'releasedOn[day] = amount;',
  },
  { fault: 'the ledger is not written', find: 'claimed[account] = cumulative;', replace: '' },
  { fault: 'the sum is not written', find: 'totalClaimed = total;', replace: '' },
  {
    fault: 'whoever submits is paid',
    find: 'token.safeTransfer(account, amount);',
    replace: 'token.safeTransfer(msg.sender, amount);',
  },
  {
    fault: 'a claimed item reverts the batch',
    find: 'if (c.cumulative <= claimed[c.account]) {',
    replace: 'if (false) {',
  },
  {
    fault: 'skipped items count as paid',
    find: 'emit ClaimSkipped(c.account, c.cumulative);',
    replace: 'emit ClaimSkipped(c.account, c.cumulative); ++done;',
  },
  { fault: 'lengths may differ', find: 'if (cs.length != signatures.length)', replace: 'if (false)' },
  {
    fault: 'a pause has no end',
    find: 'super.paused() && block.timestamp < pausedUntil',
    replace: 'super.paused()',
  },
  {
    fault: 'a pause holds a second too long',
    find: 'block.timestamp < pausedUntil;',
    replace: 'block.timestamp <= pausedUntil;',
  },
  {
    fault: 'there is no cooldown',
    find: 'if (block.timestamp < until) revert PauseCooldown(until);',
    replace: '',
  },
  {
    fault: 'a lifted pause has a cooldown',
    find: '_unpause();\n        pausedUntil = 0;',
    replace: '_unpause();',
  },
  {
    fault: 'what does not hold can be renewed',
    find: 'onlyRole(DEFAULT_ADMIN_ROLE) whenPaused {',
    replace: 'onlyRole(DEFAULT_ADMIN_ROLE) {',
  },
  {
    fault: 'a renewal adds up',
    find: 'whenPaused {\n        pausedUntil = uint64(block.timestamp) + PAUSE_LENGTH;',
    replace: 'whenPaused {\n        pausedUntil += PAUSE_LENGTH;',
  },
  {
    fault: 'anybody may drop a signer',
    find: 'function dropSigner(address signer) external onlyRole(GUARDIAN_ROLE)',
    replace: 'function dropSigner(address signer) external',
  },
  {
    fault: 'anybody may unpause',
    find: 'function unpause() external onlyRole(DEFAULT_ADMIN_ROLE)',
    replace: 'function unpause() external',
  },
  {
    fault: 'the guardian may raise the cap',
    find: 'if (cap > dailyReleaseCap) revert',
    replace: 'if (cap > maxDailyRelease) revert',
  },
  {
    fault: 'the admin may raise the cap without end',
    find: 'if (cap > maxDailyRelease) revert',
    replace: 'if (false) revert',
  },
  {
    fault: 'a root is active at once',
    find: 'if (block.timestamp < readyAt) revert',
    replace: 'if (false) revert',
  },
  {
    fault: 'a root for the running epoch',
    find: 'if (epoch >= currentEpoch()) revert',
    replace: 'if (epoch > currentEpoch()) revert',
  },
  {
    fault: 'a root replaces the one that waits',
    find: 'if (pendingRoot != bytes32(0)) revert',
    replace: 'if (false) revert',
  },
  {
    fault: 'anybody may propose a root',
    find: 'uint64 epoch) external onlyRole(SIGNER_ROLE)',
    replace: 'uint64 epoch) external',
  },
  {
    fault: 'cancelling drops the active root',
    find: 'emit RootCancelled(dropped);',
    replace: 'root = bytes32(0); emit RootCancelled(dropped);',
  },
  {
    fault: 'a root can be activated twice',
    find: '_dropPendingRoot();\n        emit RootActivated',
    replace: 'emit RootActivated',
  },
  {
    fault: 'leaves are hashed once',
    find: 'keccak256(bytes.concat(keccak256(abi.encode(account, cumulative, salt))))',
    replace: 'keccak256(abi.encode(account, cumulative, salt))',
  },
  {
    fault: 'leaves are packed',
    find: 'abi.encode(account, cumulative, salt)',
    replace: 'abi.encodePacked(account, cumulative, salt)',
  },
  {
    fault: 'no proof is needed',
    find: '|| !MerkleProof.verifyCalldata(proof, activeRoot, leaf)',
    replace: '',
  },
  {
    fault: 'a proof is paid while paused',
    find: 'bytes32[] calldata proof)\n        external\n        whenNotPaused',
    replace: 'bytes32[] calldata proof)\n        external',
  },
  { fault: 'before genesis panics', find: 'if (block.timestamp < genesis) return 0;', replace: '' },
  {
    fault: 'the treasury is not minted',
    find: 'if (treasurySupply != 0) _mint(treasury, treasurySupply);',
    replace: '',
    file: 'TaleToken.sol',
  },
  { fault: 'zero rewards supply', find: '|| rewardSupply == 0', replace: '', file: 'TaleToken.sol' },
];

const contracts = join(import.meta.dirname, '..');
const workshop = mkdtempSync(join(tmpdir(), 'mutants-'));
const copy = join(workshop, 'contracts');

const only = process.argv[2];
const survivors: string[] = [];
try {
  for (const part of ['src', 'test', 'tools', 'foundry.toml']) {
    cpSync(join(contracts, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(contracts, '..', 'node_modules'), join(workshop, 'node_modules'));
  writeFileSync(join(workshop, 'package.json'), '{"type":"module"}');

  if (!passes()) throw new Error('The tests fail without any fault: mend that first.');
  for (const { fault, find, replace, file = 'TaleRewards.sol' } of mutants) {
    if (only !== undefined && !fault.includes(only)) continue;
    const path = join(copy, 'src', file);
    const sound = readFileSync(path, 'utf8');
    if (!sound.includes(find))
      throw new Error(`${file} has changed, the fault "${fault}" fits nowhere: ${find}`);
    writeFileSync(path, sound.replace(find, replace));
    const survived = passes(fault);
    writeFileSync(path, sound);
    console.log(`${survived ? 'SURVIVED' : 'killed  '} ${fault}`);
    if (survived) survivors.push(fault);
  }
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
console.log(`${survivors.length} of ${mutants.length} faults were noticed by no test`);
process.exitCode = survivors.length === 0 ? 0 : 1;

/** Whether forge ends well; a fault that does not even compile would prove nothing. */
function passes(fault?: string): boolean {
  if (!forge('build')) throw new Error(`The fault "${fault}" does not compile.`);
  return forge('test', '--fail-fast', '--fuzz-runs', '128');
}

function forge(...args: string[]): boolean {
  const command = ['--import', 'tsx', join(copy, 'tools', 'forge.ts'), ...args];
  const { status, error } = spawnSync(process.execPath, command, { cwd: workshop, stdio: 'ignore' });
  if (error !== undefined) throw error;
  return status === 0;
}
