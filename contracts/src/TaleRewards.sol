// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControlDefaultAdminRules} from
    "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @title Pays $TALE against cumulative claims
/// @notice A claim states all that an account was ever owed. The contract pays the difference to what the account has
/// already claimed, so the newest claim contains every older one, a lost one loses nothing, and none can be replayed.
/// Anyone may submit a claim; the tokens always go to its account.
///
/// A claim is proved in one of two ways, over one ledger: by a signature of a signer (EIP-712, {claim}, {claimMany}),
/// or by a Merkle proof under a published root ({claimWithProof}), which keeps working when every server is gone.
///
/// What bounds a mistake or a theft: releases never exceed the halving schedule of finished epochs ({emittedThrough}),
/// nor the release cap of the day ({dailyReleaseCap}); the guardian can only take power away, and its pause lapses;
/// what gives power belongs to the admin, which is meant to be a timelock.
/// @dev Immutable: there is no upgrade and no way to move tokens but a claim.
/// @custom:security-contact See SECURITY.md at the root of the repository.
contract TaleRewards is AccessControlDefaultAdminRules, Pausable, EIP712 {
    using SafeERC20 for IERC20;

    /// @notice What a signer states.
    /// @param account Who is paid.
    /// @param cumulative All that the account was ever owed, in wei of TALE; it never falls.
    /// @param epoch The last finished epoch that is counted in.
    /// @param deadline Last second (Unix time) at which the contract accepts the claim.
    struct Claim {
        address account;
        uint256 cumulative;
        uint64 epoch;
        uint64 deadline;
    }

    /// @notice `amount` was paid to `account`, whose claimed total is now `cumulative`.
    /// @dev `signer` is zero when the claim was proved under a root; `epoch` is then the root's.
    event Claimed(
        address indexed account, uint256 amount, uint256 cumulative, uint64 indexed epoch, address indexed signer
    );
    /// @notice An item of a batch was already claimed, by an earlier or a newer claim. Its signature was not looked at.
    event ClaimSkipped(address indexed account, uint256 cumulative);
    /// @notice The cap on what is released in a day was set.
    event DailyReleaseCapSet(uint256 cap);
    /// @notice A root was proposed; it may be activated at `readyAt` (Unix time) unless it is cancelled.
    event RootProposed(bytes32 indexed root, uint64 epoch, uint256 readyAt);
    /// @notice A root took the place of the one before.
    event RootActivated(bytes32 indexed root, uint64 epoch);
    /// @notice A proposed root was dropped before it was active.
    event RootCancelled(bytes32 indexed root);

    /// @notice The claim's deadline has passed: ask for a new one, the total is kept.
    error VoucherExpired(uint64 deadline);
    /// @notice The epoch has not ended yet: what it brings is not known.
    error EpochNotFinished(uint64 epoch);
    /// @notice The address may not sign claims (any more).
    error NotASigner(address signer);
    /// @notice The signature is not the signer's signature of this claim, on this chain, for this contract.
    error BadSignature();
    /// @notice The account has already claimed this much or more. To the account, this is success.
    error NothingToClaim(uint256 alreadyClaimed);
    /// @notice All claims together would come to `wanted`, but finished epochs have emitted `allowed`.
    error EmissionExceeded(uint256 wanted, uint256 allowed);
    /// @notice Only `left` may still be released today; the claim stays good, try again at `resetsAt` (Unix time).
    error DailyCapReached(uint256 wanted, uint256 left, uint256 resetsAt);
    /// @notice The cap is higher than who sets it may set it.
    error CapTooHigh(uint256 cap);
    /// @notice An address, an amount or a root was zero that must not be.
    error ZeroValue();
    /// @notice The proof does not lead from this leaf to the active root.
    error InvalidProof();
    /// @notice No root is waiting.
    error NoPendingRoot();
    /// @notice The root that waits may be activated at `readyAt` (Unix time).
    error RootNotReady(uint256 readyAt);
    /// @notice A root is already waiting: activate or cancel it first.
    error RootPending();
    /// @notice The last pause lapsed: the guardian may not pause again before `until` (Unix time).
    error PauseCooldown(uint256 until);
    /// @notice As many signatures as claims are needed.
    error LengthMismatch();

    /// @notice May sign claims and propose roots.
    bytes32 public constant SIGNER_ROLE = keccak256("SIGNER_ROLE");
    /// @notice May take power away: pause, drop signers, lower the daily cap, cancel a root that waits.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    /// @notice EIP-712 type hash of a {Claim}.
    bytes32 public constant CLAIM_TYPEHASH =
        keccak256("Claim(address account,uint256 cumulative,uint64 epoch,uint64 deadline)");

    /// @dev How long a pause holds unless it is renewed, and how long the guardian must wait after one has lapsed.
    uint64 private constant PAUSE_LENGTH = 14 days;
    /// @dev How long anyone has to check a proposed root, and the guardian to cancel it.
    uint64 private constant ROOT_DELAY = 48 hours;

    /// @notice The token that is paid.
    IERC20 public immutable token;
    /// @notice When epoch 0 begins (Unix time).
    uint64 public immutable genesis;
    /// @notice Length of an epoch in seconds.
    uint64 public immutable epochLength;
    /// @notice What each of the first {halvingEpochs} epochs emits, in wei of TALE.
    uint256 public immutable firstEpochBudget;
    /// @notice After how many epochs the budget of an epoch halves.
    uint64 public immutable halvingEpochs;
    /// @notice What {dailyReleaseCap} can never exceed, in wei of TALE.
    uint256 public immutable maxDailyRelease;

    /// @notice What an account has been paid in all, in wei of TALE.
    mapping(address account => uint256 amount) public claimed;
    /// @notice What was released on a day, in wei of TALE; days count from 1 January 1970, UTC.
    mapping(uint256 day => uint256 amount) public releasedOn;
    /// @notice What all accounts have been paid, in wei of TALE.
    uint256 public totalClaimed;
    /// @notice What may be released in a day, in wei of TALE.
    uint256 public dailyReleaseCap;

    /// @notice The active root of cumulative claims; zero until the first is activated.
    bytes32 public root;
    /// @notice The root that waits to be activated; zero if none does.
    bytes32 public pendingRoot;
    /// @notice When the root that waits may be activated (Unix time); zero if none does.
    uint64 public pendingRootReadyAt;
    uint64 private _pendingRootEpoch;
    uint64 private _rootEpoch;
    /// @notice When the pause lapses, or the last one lapsed (Unix time); zero if it was lifted, or there was none.
    uint64 public pausedUntil;

    /// @param token_ The token that is paid; its supply for rewards must be held by this contract.
    /// @param admin Holder of `DEFAULT_ADMIN_ROLE`. Grants of roles are not delayed here, so it should be a timelock.
    /// @param adminDelay Seconds that a transfer of the admin role takes.
    /// @param guardian First holder of {GUARDIAN_ROLE}.
    /// @param signer First holder of {SIGNER_ROLE}; a key, or a wallet that speaks ERC-1271.
    /// @param genesis_ When epoch 0 begins (Unix time).
    /// @param epochLength_ Length of an epoch in seconds.
    /// @param firstEpochBudget_ What an epoch emits before the first halving, in wei of TALE.
    /// @param halvingEpochs_ After how many epochs the budget halves.
    /// @param dailyCap The first daily release cap, and the highest that there will ever be, in wei of TALE.
    constructor(
        IERC20 token_,
        address admin,
        uint48 adminDelay,
        address guardian,
        address signer,
        uint64 genesis_,
        uint64 epochLength_,
        uint256 firstEpochBudget_,
        uint64 halvingEpochs_,
        uint256 dailyCap
    ) AccessControlDefaultAdminRules(adminDelay, _notZero(admin)) EIP712("TaleRewards", "1") {
        _notZero(address(token_));
        if (epochLength_ == 0 || firstEpochBudget_ == 0 || halvingEpochs_ == 0 || dailyCap == 0) revert ZeroValue();

        token = token_;
        genesis = genesis_;
        epochLength = epochLength_;
        firstEpochBudget = firstEpochBudget_;
        halvingEpochs = halvingEpochs_;
        maxDailyRelease = dailyCap;

        _setDailyCap(dailyCap);
        _grantRole(GUARDIAN_ROLE, _notZero(guardian));
        _grantRole(SIGNER_ROLE, _notZero(signer));
    }

    // ---------------------------------------------------------------- claiming

    /// @notice Pays what `c` adds to what its account has already claimed. Anyone may call.
    /// @dev Refusals, in this order: {EnforcedPause}, {VoucherExpired}, {EpochNotFinished}, {NothingToClaim},
    /// {NotASigner}, {BadSignature}, {EmissionExceeded}, {DailyCapReached}. Never pays in part.
    /// @param c The claim.
    /// @param signer Who signed it. Passed rather than recovered, so that ERC-1271 wallets can sign and a failed
    /// recovery can never stand for somebody.
    /// @param signature The signature of {hashClaim}: 65 bytes with a low `s`, or what the ERC-1271 wallet expects.
    /// @return amount What was paid, in wei of TALE.
    function claim(Claim calldata c, address signer, bytes calldata signature)
        external
        whenNotPaused
        returns (uint256 amount)
    {
        return _claim(c, signer, signature);
    }

    /// @notice Pays many claims of one signer. An item that is already claimed is skipped, so that nobody can stop a
    /// batch by submitting one of its items first; any other refusal reverts the whole batch.
    /// @param cs The claims.
    /// @param signer Who signed all of them.
    /// @param signatures One signature for each claim, in the same order.
    /// @return done How many claims were paid.
    function claimMany(Claim[] calldata cs, address signer, bytes[] calldata signatures)
        external
        whenNotPaused
        returns (uint256 done)
    {
        if (cs.length != signatures.length) revert LengthMismatch();
        for (uint256 i = 0; i < cs.length; ++i) {
            Claim calldata c = cs[i];
            if (c.cumulative <= claimed[c.account]) {
                emit ClaimSkipped(c.account, c.cumulative);
            } else {
                _claim(c, signer, signatures[i]);
                ++done;
            }
        }
    }

    /// @notice Pays what a leaf of the active root adds to what its account has already claimed. Anyone may call. This
    /// is the way out when no server is left to sign: it needs only the leaf and the proof.
    /// @dev Refusals, in this order: {EnforcedPause}, {NothingToClaim}, {InvalidProof}, {EmissionExceeded},
    /// {DailyCapReached}. Leaves are hashed twice, so that no inner node of the tree can pass for one.
    /// @param account Who is paid.
    /// @param cumulative All that the account was ever owed, in wei of TALE.
    /// @param salt What hides the leaf from those who only see the tree.
    /// @param proof Siblings from the leaf up to the root, pairs hashed in sorted order.
    /// @return amount What was paid, in wei of TALE.
    function claimWithProof(address account, uint256 cumulative, bytes32 salt, bytes32[] calldata proof)
        external
        whenNotPaused
        returns (uint256 amount)
    {
        uint256 already = _unclaimedFrom(account, cumulative);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(account, cumulative, salt))));
        bytes32 activeRoot = root;
        if (activeRoot == bytes32(0) || !MerkleProof.verifyCalldata(proof, activeRoot, leaf)) revert InvalidProof();
        return _pay(account, cumulative, already, _rootEpoch, address(0));
    }

    // ---------------------------------------------------------------- the exit path's root

    /// @notice Proposes the root of all cumulative claims through a finished epoch. It is activated by
    /// {activateRoot} after 48 hours, in which anyone can recompute it and the guardian can cancel it.
    /// @param newRoot Root of a tree of doubly hashed leaves, see {claimWithProof}.
    /// @param epoch The last epoch that is counted in.
    function proposeRoot(bytes32 newRoot, uint64 epoch) external onlyRole(SIGNER_ROLE) {
        if (newRoot == bytes32(0)) revert ZeroValue();
        if (epoch >= currentEpoch()) revert EpochNotFinished(epoch);
        if (pendingRoot != bytes32(0)) revert RootPending();

        uint64 readyAt = uint64(block.timestamp) + ROOT_DELAY;
        pendingRoot = newRoot;
        pendingRootReadyAt = readyAt;
        _pendingRootEpoch = epoch;
        emit RootProposed(newRoot, epoch, readyAt);
    }

    /// @notice Puts the root that waits in the place of the last one, once its 48 hours are over. Anyone may call.
    function activateRoot() external {
        bytes32 newRoot = pendingRoot;
        if (newRoot == bytes32(0)) revert NoPendingRoot();
        uint64 readyAt = pendingRootReadyAt;
        if (block.timestamp < readyAt) revert RootNotReady(readyAt);

        uint64 epoch = _pendingRootEpoch;
        root = newRoot;
        _rootEpoch = epoch;
        _dropPendingRoot();
        emit RootActivated(newRoot, epoch);
    }

    /// @notice Drops the root that waits; the active root stays.
    function cancelRoot() external onlyRole(GUARDIAN_ROLE) {
        bytes32 dropped = pendingRoot;
        if (dropped == bytes32(0)) revert NoPendingRoot();
        _dropPendingRoot();
        emit RootCancelled(dropped);
    }

    // ---------------------------------------------------------------- taking power away: the guardian

    /// @notice Stops all claims for 14 days. After a pause that lapsed, the guardian must wait 14 days: a pause must
    /// not become a power to freeze for ever.
    function pause() external onlyRole(GUARDIAN_ROLE) {
        uint64 lapsedAt = pausedUntil;
        if (lapsedAt != 0 && !paused()) {
            uint64 until = lapsedAt + PAUSE_LENGTH;
            if (block.timestamp < until) revert PauseCooldown(until);
        }
        _pause();
        pausedUntil = uint64(block.timestamp) + PAUSE_LENGTH;
    }

    /// @notice Takes {SIGNER_ROLE} from `signer`, at once. All its claims die with it; the totals they stated do not,
    /// another signer can state them again. A root it has proposed must be cancelled by {cancelRoot}.
    /// @param signer Who may no longer sign.
    function dropSigner(address signer) external onlyRole(GUARDIAN_ROLE) {
        _revokeRole(SIGNER_ROLE, signer);
    }

    /// @notice Lowers the daily release cap, at once.
    /// @param cap The new cap in wei of TALE, not above the present one.
    function lowerDailyCap(uint256 cap) external onlyRole(GUARDIAN_ROLE) {
        if (cap > dailyReleaseCap) revert CapTooHigh(cap);
        _setDailyCap(cap);
    }

    // ---------------------------------------------------------------- giving power: the admin, through its timelock

    /// @notice Ends a pause before it lapses.
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
        pausedUntil = 0;
    }

    /// @notice Makes a pause that still holds last 14 days from now.
    function renewPause() external onlyRole(DEFAULT_ADMIN_ROLE) whenPaused {
        pausedUntil = uint64(block.timestamp) + PAUSE_LENGTH;
        emit Paused(_msgSender());
    }

    /// @notice Sets the daily release cap.
    /// @param cap The new cap in wei of TALE, not above {maxDailyRelease}.
    function setDailyCap(uint256 cap) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (cap > maxDailyRelease) revert CapTooHigh(cap);
        _setDailyCap(cap);
    }

    // ---------------------------------------------------------------- reading

    /// @notice The EIP-712 digest that a signer signs for `c`, on this chain and for this contract.
    /// @param c The claim.
    /// @return The digest.
    function hashClaim(Claim calldata c) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(abi.encode(CLAIM_TYPEHASH, c.account, c.cumulative, c.epoch, c.deadline))
        );
    }

    /// @notice The EIP-712 domain separator; it follows the chain id should the chain fork.
    /// @return The separator.
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @notice The epoch that runs now. It is not finished: the last finished one is the one before. Before
    /// {genesis} it is 0.
    /// @return The number of the epoch.
    function currentEpoch() public view returns (uint64) {
        if (block.timestamp < genesis) return 0;
        return uint64((block.timestamp - genesis) / epochLength);
    }

    /// @notice What an epoch emits: {firstEpochBudget}, halved (rounding down) every {halvingEpochs} epochs.
    /// @param epoch The number of the epoch.
    /// @return The budget in wei of TALE.
    function epochBudget(uint64 epoch) external view returns (uint256) {
        return firstEpochBudget >> (epoch / halvingEpochs);
    }

    /// @notice What epochs 0 to `epoch` emit together: the sum of their budgets.
    /// @dev One turn for each halving, at most 256. Saturates, so that no schedule can make claims panic.
    /// @param epoch The number of the last epoch that is counted in.
    /// @return emitted The sum in wei of TALE.
    function emittedThrough(uint64 epoch) public view returns (uint256 emitted) {
        uint256 epochsLeft = uint256(epoch) + 1;
        uint256 budget = firstEpochBudget;
        while (epochsLeft > halvingEpochs && budget != 0) {
            emitted = Math.saturatingAdd(emitted, Math.saturatingMul(budget, halvingEpochs));
            epochsLeft -= halvingEpochs;
            budget >>= 1;
        }
        return Math.saturatingAdd(emitted, Math.saturatingMul(budget, epochsLeft));
    }

    /// @notice Whether claims are stopped. A pause that was not renewed has ended at {pausedUntil}.
    /// @return True while a pause holds.
    function paused() public view override returns (bool) {
        return super.paused() && block.timestamp < pausedUntil;
    }

    // ---------------------------------------------------------------- inside

    /// @dev Checks one signed claim, in the order that {claim} promises, and pays it.
    function _claim(Claim calldata c, address signer, bytes calldata signature) private returns (uint256) {
        if (block.timestamp > c.deadline) revert VoucherExpired(c.deadline);
        if (c.epoch >= currentEpoch()) revert EpochNotFinished(c.epoch);
        uint256 already = _unclaimedFrom(c.account, c.cumulative);
        if (!hasRole(SIGNER_ROLE, signer)) revert NotASigner(signer);
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, hashClaim(c), signature)) revert BadSignature();
        return _pay(c.account, c.cumulative, already, c.epoch, signer);
    }

    /// @dev What `account` has already claimed, if `cumulative` is more.
    function _unclaimedFrom(address account, uint256 cumulative) private view returns (uint256 already) {
        already = claimed[account];
        if (cumulative <= already) revert NothingToClaim(already);
    }

    /// @dev Pays a proved claim within the limits; the ledger is written before the transfer.
    ///
    /// The schedule is that of the last finished epoch, not of the claim's own: claims of newer epochs may have been
    /// paid before, and an older claim must stay good. What is proved belongs to a finished epoch, so there is one.
    function _pay(address account, uint256 cumulative, uint256 already, uint64 epoch, address signer)
        private
        returns (uint256 amount)
    {
        amount = cumulative - already;

        uint256 total = Math.saturatingAdd(totalClaimed, amount);
        uint256 emitted = emittedThrough(currentEpoch() - 1);
        if (total > emitted) revert EmissionExceeded(total, emitted);

        uint256 day = block.timestamp / 1 days;
        uint256 released = releasedOn[day];
        // The guardian may have lowered the cap below what was released before, today.
        uint256 left = Math.saturatingSub(dailyReleaseCap, released);
        if (amount > left) revert DailyCapReached(amount, left, (day + 1) * 1 days);

        claimed[account] = cumulative;
        totalClaimed = total;
        releasedOn[day] = released + amount;
        emit Claimed(account, amount, cumulative, epoch, signer);
        token.safeTransfer(account, amount);
    }

    function _setDailyCap(uint256 cap) private {
        dailyReleaseCap = cap;
        emit DailyReleaseCapSet(cap);
    }

    function _dropPendingRoot() private {
        pendingRoot = bytes32(0);
        pendingRootReadyAt = 0;
        _pendingRootEpoch = 0;
    }

    function _notZero(address a) private pure returns (address) {
        if (a == address(0)) revert ZeroValue();
        return a;
    }
}
