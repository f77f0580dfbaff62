// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {TaleRewards} from "../src/TaleRewards.sol";
import {Deployed} from "./Deployed.sol";

/// @notice The halving schedule and the daily cap.
contract LimitsTest is Deployed {
    function test_EpochsAreCountedFromGenesis() public {
        vm.warp(0);
        vm.assertEq(rewards.currentEpoch(), 0, "long before");
        vm.warp(GENESIS - 1);
        vm.assertEq(rewards.currentEpoch(), 0, "just before");
        vm.warp(GENESIS + EPOCH - 1);
        vm.assertEq(rewards.currentEpoch(), 0, "the first");
        vm.warp(GENESIS + EPOCH);
        vm.assertEq(rewards.currentEpoch(), 1, "the second");
    }

    function test_TheBudgetHalves() public view {
        vm.assertEq(rewards.epochBudget(0), BUDGET, "first");
        vm.assertEq(rewards.epochBudget(HALVING - 1), BUDGET, "last of the first period");
        vm.assertEq(rewards.epochBudget(HALVING), BUDGET / 2, "second period");
        vm.assertEq(rewards.epochBudget(HALVING * 3), BUDGET / 8, "fourth period");
        vm.assertEq(rewards.epochBudget(HALVING * 256), 0, "far away");
        vm.assertEq(rewards.epochBudget(type(uint64).max), 0, "at the end");
    }

    function test_TheWholeScheduleFitsThePool() public view {
        uint256 all = rewards.emittedThrough(type(uint64).max);
        vm.assertLe(all, POOL, "schedule <= pool");
        vm.assertLe(POOL - POOL / 100, all, "and uses nearly all of it");
    }

    /// @dev A schedule with odd budgets and short periods, so that rounding down shows.
    function testFuzz_EmittedThroughIsTheSumOfBudgets(uint128 budget, uint8 halving, uint8 last) public {
        TaleRewards r = withSchedule(bound(budget, 1, type(uint128).max), uint64(bound(halving, 1, 40)));
        uint256 sum;
        for (uint64 e = 0; e <= last; ++e) sum += r.epochBudget(e);
        vm.assertEq(r.emittedThrough(last), sum, "sum");
    }

    function testFuzz_EmissionNeverFallsAndNeverPanics(uint256 budget, uint64 halving, uint64 a, uint64 b) public {
        TaleRewards r = withSchedule(bound(budget, 1, type(uint256).max), uint64(bound(halving, 1, type(uint64).max)));
        if (a > b) (a, b) = (b, a);
        vm.assertLe(r.emittedThrough(a), r.emittedThrough(b), "monotonic");
    }

    function test_AHugeScheduleSaturates() public {
        TaleRewards r = withSchedule(type(uint256).max, 1);
        vm.assertEq(r.emittedThrough(5), type(uint256).max, "saturated");
    }

    function test_RefusesMoreThanFinishedEpochsHaveEmitted() public {
        vm.warp(GENESIS + 2 * EPOCH);
        pay(alice, BUDGET);
        refused(
            claimOf(bob, BUDGET + 1),
            abi.encodeWithSelector(TaleRewards.EmissionExceeded.selector, 2 * BUDGET + 1, 2 * BUDGET)
        );
        vm.assertEq(pay(bob, BUDGET), BUDGET, "to the last wei");
    }

    function test_ATotalThatOverflowsIsRefusedByName() public {
        pay(bob, 1 ether);
        refused(
            claimOf(alice, type(uint256).max),
            abi.encodeWithSelector(TaleRewards.EmissionExceeded.selector, type(uint256).max, 10 * BUDGET)
        );
    }

    /// @dev Named regression: bounding by the claim's own epoch makes an old voucher unclaimable once others have
    /// claimed newer epochs.
    function test_Regression_AnOldVoucherStaysGoodAfterOthersClaimedNewerEpochs() public {
        TaleRewards.Claim memory old = claimOf(alice, 300_000 ether, 0);
        pay(claimOf(bob, 2 * BUDGET, 9));
        vm.assertEq(pay(old), 300_000 ether, "paid");
    }

    function test_TheDailyCapDelaysAndTheClaimStaysGood() public {
        TaleRewards.Claim memory c = claimOf(alice, 100 ether);
        pay(bob, CAP - 99 ether);
        uint256 resetsAt = (today() + 1) * 1 days;
        bytes memory refusal = abi.encodeWithSelector(TaleRewards.DailyCapReached.selector, 100 ether, 99 ether, resetsAt);
        refused(c, refusal);
        vm.assertEq(rewards.claimed(alice), 0, "nothing is paid in part");

        vm.warp(resetsAt - 1);
        refused(c, refusal);
        vm.warp(resetsAt);
        vm.assertEq(pay(c), 100 ether, "paid the next day");
        vm.assertEq(rewards.releasedOn(today() - 1), CAP - 99 ether, "yesterday stays on record");
        vm.assertEq(rewards.releasedOn(today()), 100 ether, "today");
    }

    /// @dev Named regression: `cap - released` underflows when the guardian lowers the cap in the middle of a day.
    function test_Regression_ACapLoweredBelowWhatWasReleasedTodayDoesNotPanic() public {
        pay(bob, 1000 ether);
        vm.prank(guardian);
        rewards.lowerDailyCap(10 ether);
        refused(
            claimOf(alice, 1 ether),
            abi.encodeWithSelector(TaleRewards.DailyCapReached.selector, 1 ether, 0, (today() + 1) * 1 days)
        );
        vm.warp((today() + 1) * 1 days);
        vm.assertEq(pay(alice, 10 ether), 10 ether, "the new cap, the next day");
    }

    function test_TheGuardianLowersTheCapAndCannotRaiseIt() public {
        vm.expectEmit(address(rewards));
        emit TaleRewards.DailyReleaseCapSet(CAP / 2);
        vm.prank(guardian);
        rewards.lowerDailyCap(CAP / 2);
        vm.assertEq(rewards.dailyReleaseCap(), CAP / 2, "lowered");

        vm.expectRevert(abi.encodeWithSelector(TaleRewards.CapTooHigh.selector, CAP / 2 + 1));
        vm.prank(guardian);
        rewards.lowerDailyCap(CAP / 2 + 1);
    }

    function test_TheAdminRaisesTheCapUpToTheFirst() public {
        vm.prank(guardian);
        rewards.lowerDailyCap(0);
        vm.expectEmit(address(rewards));
        emit TaleRewards.DailyReleaseCapSet(CAP);
        vm.prank(admin);
        rewards.setDailyCap(CAP);
        vm.assertEq(rewards.dailyReleaseCap(), CAP, "raised");
        vm.assertEq(rewards.maxDailyRelease(), CAP, "the highest there is");

        vm.expectRevert(abi.encodeWithSelector(TaleRewards.CapTooHigh.selector, CAP + 1));
        vm.prank(admin);
        rewards.setDailyCap(CAP + 1);
    }

    function withSchedule(uint256 budget, uint64 halving) private returns (TaleRewards) {
        return new TaleRewards(
            IERC20(address(token)), admin, 2 days, guardian, signer, GENESIS, EPOCH, budget, halving, CAP
        );
    }
}
