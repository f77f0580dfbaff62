// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {TaleRewards} from "../src/TaleRewards.sol";
import {TaleToken} from "../src/TaleToken.sol";
import {Deployed} from "./Deployed.sol";

/// @notice One signed claim: what it pays, what it refuses, and in which order it looks.
contract ClaimTest is Deployed {
    function test_PaysTheDifferenceToTheAccountWhoeverSubmits() public {
        vm.assertEq(pay(alice, 10 ether), 10 ether, "first amount");
        vm.assertEq(pay(alice, 25 ether), 15 ether, "difference");

        vm.assertEq(token.balanceOf(alice), 25 ether, "balance");
        vm.assertEq(rewards.claimed(alice), 25 ether, "claimed");
        vm.assertEq(rewards.totalClaimed(), 25 ether, "total");
        vm.assertEq(rewards.releasedOn(today()), 25 ether, "released today");
        vm.assertEq(token.balanceOf(relayer), 0, "the relayer gets nothing");
    }

    function test_EmitsClaimed() public {
        TaleRewards.Claim memory c = claimOf(alice, 7 ether, 3);
        bytes memory signature = sign(c);
        vm.expectEmit(address(rewards));
        emit TaleRewards.Claimed(alice, 7 ether, 7 ether, 3, signer);
        rewards.claim(c, signer, signature);
    }

    function test_PaysUpToAndIncludingTheDeadline() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        c.deadline = uint64(block.timestamp);
        vm.assertEq(pay(c), 1 ether, "at the deadline");

        c.cumulative = 2 ether;
        vm.warp(block.timestamp + 1);
        refused(c, abi.encodeWithSelector(TaleRewards.VoucherExpired.selector, c.deadline));
    }

    function test_RefusesTheRunningEpochAndLaterOnes() public {
        uint64 running = rewards.currentEpoch();
        refused(
            claimOf(alice, 1 ether, running), abi.encodeWithSelector(TaleRewards.EpochNotFinished.selector, running)
        );
        refused(
            claimOf(alice, 1 ether, type(uint64).max),
            abi.encodeWithSelector(TaleRewards.EpochNotFinished.selector, type(uint64).max)
        );
        vm.warp(GENESIS + uint256(running + 1) * EPOCH);
        vm.assertEq(pay(claimOf(alice, 1 ether, running)), 1 ether, "payable from the second in which it ends");
    }

    function test_RefusesEveryEpochBeforeAndDuringTheFirst() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether, 0);
        bytes memory notFinished = abi.encodeWithSelector(TaleRewards.EpochNotFinished.selector, uint64(0));
        vm.warp(GENESIS - 1);
        refused(c, notFinished);
        vm.warp(GENESIS + EPOCH - 1);
        refused(c, notFinished);
        vm.warp(GENESIS + EPOCH);
        vm.assertEq(pay(c), 1 ether, "paid once it is over");
    }

    function test_ReplayAndOlderClaimsHaveNothingToClaim() public {
        TaleRewards.Claim memory older = claimOf(alice, 10 ether);
        TaleRewards.Claim memory newer = claimOf(alice, 30 ether);
        pay(newer);
        bytes memory nothing = abi.encodeWithSelector(TaleRewards.NothingToClaim.selector, 30 ether);
        refused(newer, nothing);
        refused(older, nothing);
    }

    function test_ZeroIsNothingToClaim() public {
        refused(claimOf(alice, 0), abi.encodeWithSelector(TaleRewards.NothingToClaim.selector, 0));
    }

    function test_RefusesWhoIsNotASigner() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        bytes memory signature = signWith(OTHER_KEY, c);
        address other = vm.addr(OTHER_KEY);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.NotASigner.selector, other));
        rewards.claim(c, other, signature);

        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, signer, signature);
    }

    /// @dev A failed ecrecover yields the zero address: it must not be anybody, even when it is given the role.
    function test_TheZeroSignerIsNobody() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        bytes memory broken = abi.encodePacked(bytes32(0), bytes32(0), uint8(27));
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.NotASigner.selector, address(0)));
        rewards.claim(c, address(0), broken);

        grantSigner(address(0));
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, address(0), broken);
    }

    function test_RefusesTheMalleableTwinOfASignature() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(SIGNER_KEY, rewards.hashClaim(c));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes memory twin = abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, signer, twin);
    }

    function test_RefusesACompactSignature() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(SIGNER_KEY, rewards.hashClaim(c));
        bytes memory compact = abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, signer, compact);
    }

    function testFuzz_RefusesBytesThatAreNoSignature(bytes calldata junk) public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, signer, junk);
    }

    function test_RefusesAClaimOfAnotherChain() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        bytes memory signature = sign(c);
        vm.chainId(999);
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, signer, signature);
    }

    function test_RefusesAClaimOfAnotherDeployment() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        bytes memory signature = sign(c);
        (, TaleRewards redeployed) = deploy();
        vm.expectRevert(TaleRewards.BadSignature.selector);
        redeployed.claim(c, signer, signature);
    }

    /// @dev Every field is under the signature: change any of them, and it is the signature that is refused.
    function testFuzz_AnyChangedFieldIsABadSignature(uint8 field, uint256 change) public {
        TaleRewards.Claim memory c = claimOf(alice, 100 ether, 5);
        bytes memory signature = sign(c);
        field = field % 4;
        if (field == 0) {
            c.account = address(uint160(change));
            vm.assume(c.account != alice);
        } else if (field == 1) {
            c.cumulative = bound(change, 1, type(uint256).max);
            vm.assume(c.cumulative != 100 ether);
        } else if (field == 2) {
            c.epoch = uint64(change % rewards.currentEpoch());
            vm.assume(c.epoch != 5);
        } else {
            uint64 deadline = c.deadline;
            c.deadline = uint64(bound(change, block.timestamp, type(uint64).max));
            vm.assume(c.deadline != deadline);
        }
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, signer, signature);
    }

    function testFuzz_OnlyTheSignersKeySigns(uint256 key) public {
        key = keyFrom(key);
        vm.assume(vm.addr(key) != signer);
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        bytes memory signature = signWith(key, c);
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, signer, signature);
    }

    function testFuzz_HashClaimIsTheTypedDataHash(address account, uint256 cumulative, uint64 epoch, uint64 deadline)
        public
        view
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("TaleRewards"),
                keccak256("1"),
                block.chainid,
                address(rewards)
            )
        );
        bytes32 claim = keccak256(
            abi.encode(
                keccak256("Claim(address account,uint256 cumulative,uint64 epoch,uint64 deadline)"),
                account,
                cumulative,
                epoch,
                deadline
            )
        );
        vm.assertEq(rewards.domainSeparator(), domain, "domain");
        vm.assertEq(
            rewards.hashClaim(TaleRewards.Claim(account, cumulative, epoch, deadline)),
            keccak256(abi.encodePacked(hex"1901", domain, claim)),
            "digest"
        );
    }

    function testFuzz_GrowingTotalsPayExactlyTheLast(uint96[8] calldata steps) public {
        uint256 total;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 step = bound(steps[i], 1, 100_000 ether);
            total += step;
            vm.assertEq(pay(alice, total), step, "step");
        }
        vm.assertEq(token.balanceOf(alice), total, "balance");
        vm.assertEq(token.balanceOf(address(rewards)), POOL - total, "pool");
    }

    /// @dev Breaks every rule at once, then mends one after another: each mended rule shows the next one.
    function test_ChecksInTheOrderThatItPromises() public {
        pay(alice, 10 ether);
        TaleRewards.Claim memory c = TaleRewards.Claim(alice, 1, type(uint64).max, uint64(block.timestamp - 1));
        address other = vm.addr(OTHER_KEY);
        bytes memory junk = hex"00";

        vm.prank(guardian);
        rewards.pause();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        rewards.claim(c, other, junk);
        vm.prank(admin);
        rewards.unpause();

        vm.expectRevert(abi.encodeWithSelector(TaleRewards.VoucherExpired.selector, c.deadline));
        rewards.claim(c, other, junk);

        c.deadline = uint64(block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.EpochNotFinished.selector, c.epoch));
        rewards.claim(c, other, junk);

        c.epoch = 0;
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.NothingToClaim.selector, 10 ether));
        rewards.claim(c, other, junk);

        c.cumulative = POOL;
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.NotASigner.selector, other));
        rewards.claim(c, other, junk);

        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, signer, junk);

        uint256 emitted = 10 * BUDGET;
        refused(c, abi.encodeWithSelector(TaleRewards.EmissionExceeded.selector, POOL, emitted));

        c.cumulative = emitted;
        refused(
            c,
            abi.encodeWithSelector(
                TaleRewards.DailyCapReached.selector, emitted - 10 ether, CAP - 10 ether, (today() + 1) * 1 days
            )
        );

        c.cumulative = CAP;
        vm.assertEq(pay(c), CAP - 10 ether, "every rule is kept");
    }

    /// @dev The ledger is written only with the transfer: a pool that is too small pays nothing and forgets nothing.
    function test_ATransferThatFailsLeavesTheLedgerAlone() public {
        TaleToken poor = new TaleToken(
            vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1), 1 ether, address(0), 0
        );
        rewards = new TaleRewards(
            IERC20(address(poor)), admin, 2 days, guardian, signer, GENESIS, EPOCH, BUDGET, HALVING, CAP
        );
        TaleRewards.Claim memory c = claimOf(alice, 1 ether + 1);
        bytes memory signature = sign(c);
        (bool paid,) = address(rewards).call(abi.encodeCall(TaleRewards.claim, (c, signer, signature)));
        vm.assertTrue(!paid, "cannot pay");
        vm.assertEq(rewards.claimed(alice), 0, "nothing claimed");
        vm.assertEq(rewards.totalClaimed(), 0, "nothing in all");
        vm.assertEq(pay(alice, 1 ether), 1 ether, "what is there can be paid");
    }
}
