// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TaleRewards} from "../src/TaleRewards.sol";
import {Deployed} from "./Deployed.sol";

/// @notice A relayed batch.
contract ClaimManyTest is Deployed {
    function test_PaysEachAndReturnsHowMany() public {
        (TaleRewards.Claim[] memory cs, bytes[] memory signatures) = batch(3);
        vm.prank(relayer);
        vm.assertEq(rewards.claimMany(cs, signer, signatures), 3, "paid");
        for (uint256 i = 0; i < cs.length; ++i) {
            vm.assertEq(token.balanceOf(cs[i].account), cs[i].cumulative, "balance");
        }
        vm.assertEq(rewards.totalClaimed(), 6 ether, "total");
    }

    function test_AnEmptyBatchPaysNobody() public {
        vm.assertEq(rewards.claimMany(new TaleRewards.Claim[](0), signer, new bytes[](0)), 0, "paid");
    }

    function test_RefusesUnequalLengths() public {
        (TaleRewards.Claim[] memory cs,) = batch(2);
        vm.expectRevert(TaleRewards.LengthMismatch.selector);
        rewards.claimMany(cs, signer, new bytes[](1));
        vm.expectRevert(TaleRewards.LengthMismatch.selector);
        rewards.claimMany(cs, signer, new bytes[](3));
    }

    /// @dev Named regression: whoever submits one item first must not stop the others.
    function test_Regression_OneFrontRunItemDoesNotRevertABatch() public {
        (TaleRewards.Claim[] memory cs, bytes[] memory signatures) = batch(3);
        rewards.claim(cs[1], signer, signatures[1]);

        vm.expectEmit(address(rewards));
        emit TaleRewards.ClaimSkipped(cs[1].account, cs[1].cumulative);
        vm.assertEq(rewards.claimMany(cs, signer, signatures), 2, "paid");
        vm.assertEq(token.balanceOf(cs[1].account), cs[1].cumulative, "paid once");
        vm.assertEq(token.balanceOf(cs[2].account), cs[2].cumulative, "the one after it is paid");
    }

    function test_SkipsAnOlderTotalOfAnAccountInTheSameBatch() public {
        (TaleRewards.Claim[] memory cs, bytes[] memory signatures) = batch(3);
        cs[2] = claimOf(cs[1].account, cs[1].cumulative - 1);
        signatures[2] = sign(cs[2]);
        vm.assertEq(rewards.claimMany(cs, signer, signatures), 2, "paid");
        vm.assertEq(rewards.claimed(cs[1].account), cs[1].cumulative, "the newest holds");
    }

    function test_SkipsWhatIsClaimedEvenWhenItHasExpiredSince() public {
        (TaleRewards.Claim[] memory cs, bytes[] memory signatures) = batch(2);
        rewards.claim(cs[0], signer, signatures[0]);
        vm.warp(cs[0].deadline + 1);
        cs[1].deadline = uint64(block.timestamp);
        signatures[1] = sign(cs[1]);
        vm.assertEq(rewards.claimMany(cs, signer, signatures), 1, "paid");
    }

    function test_AnyOtherRefusalRevertsTheWholeBatch() public {
        (TaleRewards.Claim[] memory cs, bytes[] memory signatures) = batch(3);
        signatures[2] = signatures[1];
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claimMany(cs, signer, signatures);
        vm.assertEq(rewards.totalClaimed(), 0, "nobody is paid");
    }

    function test_RefusesASignerThatIsNone() public {
        (TaleRewards.Claim[] memory cs, bytes[] memory signatures) = batch(2);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.NotASigner.selector, alice));
        rewards.claimMany(cs, alice, signatures);
    }

    function test_TheDailyCapCountsTheWholeBatch() public {
        (TaleRewards.Claim[] memory cs, bytes[] memory signatures) = batch(2);
        cs[0].cumulative = CAP - 1 ether;
        signatures[0] = sign(cs[0]);
        vm.expectRevert(
            abi.encodeWithSelector(
                TaleRewards.DailyCapReached.selector, cs[1].cumulative, 1 ether, (today() + 1) * 1 days
            )
        );
        rewards.claimMany(cs, signer, signatures);
    }

    function testFuzz_ABatchPaysWhatSingleClaimsWouldPay(uint96[5] calldata amounts, uint8 frontRun) public {
        (TaleRewards.Claim[] memory cs, bytes[] memory signatures) = batch(5);
        uint256 expected;
        for (uint256 i = 0; i < 5; ++i) {
            cs[i].cumulative = bound(amounts[i], 1, CAP / 5);
            signatures[i] = sign(cs[i]);
            expected += cs[i].cumulative;
        }
        rewards.claim(cs[frontRun % 5], signer, signatures[frontRun % 5]);
        vm.assertEq(rewards.claimMany(cs, signer, signatures), 4, "all but the one before");
        vm.assertEq(rewards.totalClaimed(), expected, "total");
    }

    function batch(uint256 n) private view returns (TaleRewards.Claim[] memory cs, bytes[] memory signatures) {
        cs = new TaleRewards.Claim[](n);
        signatures = new bytes[](n);
        for (uint256 i = 0; i < n; ++i) {
            cs[i] = claimOf(address(uint160(0xACC0 + i)), (i + 1) * 1 ether);
            signatures[i] = sign(cs[i]);
        }
    }
}
