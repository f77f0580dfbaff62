// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {TaleRewards} from "../src/TaleRewards.sol";
import {Deployed} from "./Deployed.sol";

/// @notice Roots: proposed, waited for, activated, cancelled; and claims that need no signer.
contract ExitPathTest is Deployed {
    bytes32 internal constant SALT_A = keccak256("salt of alice");
    bytes32 internal constant SALT_B = keccak256("salt of bob");
    bytes32 internal constant ROOT = keccak256("some root");
    bytes32 internal constant OTHER_ROOT = keccak256("another root");

    // ---------------------------------------------------------------- the life of a root

    function test_ARootWaitsFortyEightHoursAndAnyoneActivatesIt() public {
        uint256 readyAt = block.timestamp + 48 hours;
        vm.expectEmit(address(rewards));
        emit TaleRewards.RootProposed(ROOT, 9, readyAt);
        propose(ROOT, 9);
        vm.assertEq(rewards.pendingRoot(), ROOT, "pending");
        vm.assertEq(rewards.pendingRootReadyAt(), readyAt, "ready at");
        vm.assertEq(rewards.root(), bytes32(0), "not active");

        vm.warp(readyAt - 1);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.RootNotReady.selector, readyAt));
        rewards.activateRoot();

        vm.warp(readyAt);
        vm.expectEmit(address(rewards));
        emit TaleRewards.RootActivated(ROOT, 9);
        vm.prank(relayer);
        rewards.activateRoot();
        vm.assertEq(rewards.root(), ROOT, "active");
        vm.assertEq(rewards.pendingRoot(), bytes32(0), "none waits");
        vm.assertEq(rewards.pendingRootReadyAt(), 0, "none is ready");

        vm.expectRevert(TaleRewards.NoPendingRoot.selector);
        rewards.activateRoot();
    }

    function test_ARootIsForAFinishedEpoch() public {
        uint64 running = rewards.currentEpoch();
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.EpochNotFinished.selector, running));
        propose(ROOT, running);
        propose(ROOT, running - 1);

        vm.warp(GENESIS - 1);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.EpochNotFinished.selector, uint64(0)));
        propose(ROOT, 0);
    }

    function test_TheZeroRootIsRefused() public {
        vm.expectRevert(TaleRewards.ZeroValue.selector);
        propose(bytes32(0), 0);
    }

    function test_OnlyOneRootWaits() public {
        propose(ROOT, 0);
        vm.expectRevert(TaleRewards.RootPending.selector);
        propose(OTHER_ROOT, 0);
        vm.warp(block.timestamp + 48 hours);
        vm.expectRevert(TaleRewards.RootPending.selector);
        propose(OTHER_ROOT, 0);

        rewards.activateRoot();
        propose(OTHER_ROOT, 0);
        vm.assertEq(rewards.root(), ROOT, "the active one stays until the next is activated");
    }

    function test_ACancelledRootIsNeverActive() public {
        activate(ROOT, 0);
        propose(OTHER_ROOT, 0);
        vm.warp(block.timestamp + 48 hours);
        vm.expectEmit(address(rewards));
        emit TaleRewards.RootCancelled(OTHER_ROOT);
        cancel();
        vm.expectRevert(TaleRewards.NoPendingRoot.selector);
        rewards.activateRoot();
        vm.assertEq(rewards.root(), ROOT, "only the one that waits is dropped");
        vm.assertEq(rewards.pendingRootReadyAt(), 0, "none is ready");

        vm.expectRevert(TaleRewards.NoPendingRoot.selector);
        cancel();
    }

    function test_ACancelledRootThatIsProposedAgainWaitsAgain() public {
        propose(ROOT, 0);
        vm.warp(block.timestamp + 47 hours);
        cancel();
        propose(ROOT, 0);
        uint256 readyAt = block.timestamp + 48 hours;
        vm.warp(readyAt - 1);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.RootNotReady.selector, readyAt));
        rewards.activateRoot();
    }

    function test_ADroppedSignerCannotPropose() public {
        vm.prank(guardian);
        rewards.dropSigner(signer);
        vm.expectRevert(lacks(signer, rewards.SIGNER_ROLE()));
        propose(ROOT, 0);
    }

    // ---------------------------------------------------------------- claiming with a proof

    function test_PaysWithoutAnySigner() public {
        bytes32 leafB = leafOf(bob, 20 ether, SALT_B);
        activate(Hashes.commutativeKeccak256(leafOf(alice, 10 ether, SALT_A), leafB), 4);
        vm.prank(guardian);
        rewards.dropSigner(signer);

        vm.expectEmit(address(rewards));
        emit TaleRewards.Claimed(alice, 10 ether, 10 ether, 4, address(0));
        vm.prank(relayer);
        vm.assertEq(rewards.claimWithProof(alice, 10 ether, SALT_A, proofOf(leafB)), 10 ether, "amount");
        vm.assertEq(token.balanceOf(alice), 10 ether, "balance");
        vm.assertEq(rewards.releasedOn(today()), 10 ether, "counts for the day");

        vm.expectRevert(abi.encodeWithSelector(TaleRewards.NothingToClaim.selector, 10 ether));
        rewards.claimWithProof(alice, 10 ether, SALT_A, proofOf(leafB));
    }

    function test_BothWaysShareOneLedger() public {
        bytes32 leafB = leafOf(bob, 20 ether, SALT_B);
        activate(Hashes.commutativeKeccak256(leafOf(alice, 10 ether, SALT_A), leafB), 4);
        pay(alice, 4 ether);
        vm.assertEq(rewards.claimWithProof(alice, 10 ether, SALT_A, proofOf(leafB)), 6 ether, "the difference");
        vm.assertEq(pay(alice, 11 ether), 1 ether, "and on");

        pay(bob, 20 ether);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.NothingToClaim.selector, 20 ether));
        rewards.claimWithProof(bob, 20 ether, SALT_B, proofOf(leafOf(alice, 10 ether, SALT_A)));
    }

    function test_ARootOfOneLeafNeedsNoSiblings() public {
        activate(leafOf(alice, 10 ether, SALT_A), 0);
        vm.assertEq(rewards.claimWithProof(alice, 10 ether, SALT_A, new bytes32[](0)), 10 ether, "amount");
    }

    function test_TheLastRootReplacesTheOneBefore() public {
        activate(leafOf(alice, 10 ether, SALT_A), 0);
        activate(leafOf(alice, 12 ether, SALT_B), 1);
        vm.expectRevert(TaleRewards.InvalidProof.selector);
        rewards.claimWithProof(alice, 10 ether, SALT_A, new bytes32[](0));

        vm.expectEmit(address(rewards));
        emit TaleRewards.Claimed(alice, 12 ether, 12 ether, 1, address(0));
        rewards.claimWithProof(alice, 12 ether, SALT_B, new bytes32[](0));
    }

    function test_NoProofHoldsBeforeARootIsActive() public {
        vm.expectRevert(TaleRewards.InvalidProof.selector);
        rewards.claimWithProof(alice, 10 ether, SALT_A, new bytes32[](0));

        propose(leafOf(alice, 10 ether, SALT_A), 0);
        vm.expectRevert(TaleRewards.InvalidProof.selector);
        rewards.claimWithProof(alice, 10 ether, SALT_A, new bytes32[](0));
    }

    function testFuzz_AnyChangedPartOfALeafIsAnInvalidProof(uint8 part, uint256 change) public {
        bytes32 sibling = leafOf(bob, 20 ether, SALT_B);
        activate(Hashes.commutativeKeccak256(leafOf(alice, 10 ether, SALT_A), sibling), 4);
        address account = alice;
        uint256 cumulative = 10 ether;
        bytes32 salt = SALT_A;
        part = part % 4;
        if (part == 0) account = address(uint160(change));
        if (part == 1) cumulative = bound(change, 1, type(uint256).max);
        if (part == 2) salt = bytes32(change);
        if (part == 3) sibling = bytes32(change);
        vm.assume(account != alice || cumulative != 10 ether || salt != SALT_A || part == 3);
        vm.assume(sibling != leafOf(bob, 20 ether, SALT_B) || part != 3);
        vm.expectRevert(TaleRewards.InvalidProof.selector);
        rewards.claimWithProof(account, cumulative, salt, proofOf(sibling));
    }

    /// @dev Second preimage: what is hashed once, such as an inner node, must not pass for a leaf.
    function test_AnInnerNodeIsNoLeaf() public {
        bytes32 leafA = leafOf(alice, 10 ether, SALT_A);
        bytes32 leafB = leafOf(bob, 20 ether, SALT_B);
        bytes32 inner = Hashes.commutativeKeccak256(leafA, leafB);
        activate(Hashes.commutativeKeccak256(inner, ROOT), 0);
        (bytes32 low, bytes32 high) = leafA < leafB ? (leafA, leafB) : (leafB, leafA);
        vm.expectRevert(TaleRewards.InvalidProof.selector);
        rewards.claimWithProof(address(uint160(uint256(low))), uint256(high), bytes32(0), proofOf(ROOT));

        activate(keccak256(abi.encode(alice, 10 ether, SALT_A)), 0);
        vm.expectRevert(TaleRewards.InvalidProof.selector);
        rewards.claimWithProof(alice, 10 ether, SALT_A, new bytes32[](0));
    }

    /// @dev `abi.encode` pads: fields cannot flow into one another.
    function test_APackedLeafIsNoLeaf() public {
        activate(keccak256(bytes.concat(keccak256(abi.encodePacked(alice, uint256(10 ether), SALT_A)))), 0);
        vm.expectRevert(TaleRewards.InvalidProof.selector);
        rewards.claimWithProof(alice, 10 ether, SALT_A, new bytes32[](0));
    }

    function test_TheLimitsHoldForProofsToo() public {
        uint256 tooMuch = 12 * BUDGET + 1;
        activate(leafOf(alice, tooMuch, SALT_A), 0);
        vm.assertEq(rewards.currentEpoch(), 12, "two days later");
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.EmissionExceeded.selector, tooMuch, 12 * BUDGET));
        rewards.claimWithProof(alice, tooMuch, SALT_A, new bytes32[](0));

        activate(leafOf(alice, CAP + 1, SALT_A), 0);
        vm.expectRevert(
            abi.encodeWithSelector(TaleRewards.DailyCapReached.selector, CAP + 1, CAP, (today() + 1) * 1 days)
        );
        rewards.claimWithProof(alice, CAP + 1, SALT_A, new bytes32[](0));
    }

    function test_NothingToClaimComesBeforeTheProof() public {
        pay(alice, 10 ether);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.NothingToClaim.selector, 10 ether));
        rewards.claimWithProof(alice, 9 ether, SALT_A, new bytes32[](0));
    }

    function leafOf(address account, uint256 cumulative, bytes32 salt) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(account, cumulative, salt))));
    }

    function proofOf(bytes32 sibling) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](1);
        proof[0] = sibling;
    }

    function propose(bytes32 root, uint64 epoch) private {
        vm.prank(signer);
        rewards.proposeRoot(root, epoch);
    }

    function activate(bytes32 root, uint64 epoch) private {
        propose(root, epoch);
        vm.warp(block.timestamp + 48 hours);
        rewards.activateRoot();
    }

    function cancel() private {
        vm.prank(guardian);
        rewards.cancelRoot();
    }
}
