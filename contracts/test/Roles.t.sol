// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControlDefaultAdminRules} from
    "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {TaleRewards} from "../src/TaleRewards.sol";
import {Deployed} from "./Deployed.sol";

/// @notice Who may do what, and how long a pause holds.
contract RolesTest is Deployed {
    function test_TheConstructorSetsWhatItWasGiven() public view {
        vm.assertEq(address(rewards.token()), address(token), "token");
        vm.assertEq(rewards.defaultAdmin(), admin, "admin");
        vm.assertEq(rewards.defaultAdminDelay(), 2 days, "delay");
        vm.assertTrue(rewards.hasRole(rewards.GUARDIAN_ROLE(), guardian), "guardian");
        vm.assertTrue(rewards.hasRole(rewards.SIGNER_ROLE(), signer), "signer");
        vm.assertEq(rewards.genesis(), GENESIS, "genesis");
        vm.assertEq(rewards.epochLength(), EPOCH, "epoch length");
        vm.assertEq(rewards.firstEpochBudget(), BUDGET, "budget");
        vm.assertEq(rewards.halvingEpochs(), HALVING, "halving");
        vm.assertEq(rewards.dailyReleaseCap(), CAP, "cap");
        vm.assertEq(rewards.maxDailyRelease(), CAP, "highest cap");
        vm.assertEq(rewards.root(), bytes32(0), "no root");
        vm.assertEq(rewards.pausedUntil(), 0, "no pause");
        vm.assertTrue(!rewards.paused(), "not paused");
    }

    function test_TheConstructorRefusesZeros() public {
        for (uint256 i = 0; i < 8; ++i) {
            vm.expectRevert(TaleRewards.ZeroValue.selector);
            new TaleRewards(
                IERC20(i == 0 ? address(0) : address(token)),
                i == 1 ? address(0) : admin,
                2 days,
                i == 2 ? address(0) : guardian,
                i == 3 ? address(0) : signer,
                GENESIS,
                i == 4 ? 0 : EPOCH,
                i == 5 ? 0 : BUDGET,
                i == 6 ? 0 : HALVING,
                i == 7 ? 0 : CAP
            );
        }
    }

    function testFuzz_OnlyTheHolderOfARoleMayUseIt(address who) public {
        vm.assume(who != admin && who != guardian && who != signer);
        onlyWith(rewards.GUARDIAN_ROLE(), who, guardianCalls());
        onlyWith(rewards.DEFAULT_ADMIN_ROLE(), who, adminCalls());
        onlyWith(rewards.SIGNER_ROLE(), who, signerCalls());
    }

    function test_RolesDoNotOverlap() public {
        onlyWith(rewards.GUARDIAN_ROLE(), admin, guardianCalls());
        onlyWith(rewards.GUARDIAN_ROLE(), signer, guardianCalls());
        onlyWith(rewards.DEFAULT_ADMIN_ROLE(), guardian, adminCalls());
        onlyWith(rewards.DEFAULT_ADMIN_ROLE(), signer, adminCalls());
        onlyWith(rewards.SIGNER_ROLE(), admin, signerCalls());
        onlyWith(rewards.SIGNER_ROLE(), guardian, signerCalls());
    }

    function test_TheGuardianDropsASignerAndItsVouchersDie() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        vm.prank(guardian);
        rewards.dropSigner(signer);
        refused(c, abi.encodeWithSelector(TaleRewards.NotASigner.selector, signer));
    }

    function test_ATotalLivesOnUnderANewSigner() public {
        pay(alice, 10 ether);
        address next = vm.addr(OTHER_KEY);
        grantSigner(next);
        vm.prank(guardian);
        rewards.dropSigner(signer);

        TaleRewards.Claim memory c = claimOf(alice, 15 ether);
        vm.assertEq(rewards.claim(c, next, signWith(OTHER_KEY, c)), 5 ether, "only the difference");
    }

    function test_TheGuardianCannotMakeASigner() public {
        bytes32 role = rewards.SIGNER_ROLE();
        vm.expectRevert(lacks(guardian, rewards.DEFAULT_ADMIN_ROLE()));
        vm.prank(guardian);
        rewards.grantRole(role, alice);
    }

    function test_TheAdminRoleMovesInTwoStepsAndWithDelay() public {
        vm.prank(admin);
        rewards.beginDefaultAdminTransfer(alice);
        uint48 readyAt = uint48(block.timestamp + 2 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminDelay.selector, readyAt
            )
        );
        vm.prank(alice);
        rewards.acceptDefaultAdminTransfer();

        vm.warp(readyAt + 1);
        vm.prank(alice);
        rewards.acceptDefaultAdminTransfer();
        vm.assertEq(rewards.defaultAdmin(), alice, "moved");
    }

    // ---------------------------------------------------------------- pausing

    function test_APauseStopsEveryWayToClaim() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        pauseAsGuardian();
        refused(c, abi.encodeWithSelector(Pausable.EnforcedPause.selector));
        vm.expectRevert(Pausable.EnforcedPause.selector);
        rewards.claimMany(new TaleRewards.Claim[](0), signer, new bytes[](0));
        vm.expectRevert(Pausable.EnforcedPause.selector);
        rewards.claimWithProof(alice, 1, 0, new bytes32[](0));

        vm.prank(admin);
        rewards.unpause();
        vm.assertEq(rewards.pausedUntil(), 0, "lifted");
        vm.assertEq(pay(c), 1 ether, "paid");
    }

    /// @dev Named regression: a pause without end is a power to freeze for ever.
    function test_Regression_APauseLapsesAfterFourteenDays() public {
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        uint256 until = block.timestamp + 14 days;
        pauseAsGuardian();
        vm.assertEq(rewards.pausedUntil(), until, "until");
        vm.warp(until - 1);
        vm.assertTrue(rewards.paused(), "holds");
        vm.warp(until);
        vm.assertTrue(!rewards.paused(), "lapsed");
        vm.assertEq(pay(c), 1 ether, "paid");
    }

    function test_TheGuardianWaitsFourteenDaysAfterALapse() public {
        uint256 lapsesAt = block.timestamp + 14 days;
        pauseAsGuardian();
        bytes memory cooldown = abi.encodeWithSelector(TaleRewards.PauseCooldown.selector, lapsesAt + 14 days);
        vm.warp(lapsesAt);
        vm.expectRevert(cooldown);
        pauseAsGuardian();
        vm.warp(lapsesAt + 14 days - 1);
        vm.expectRevert(cooldown);
        pauseAsGuardian();

        vm.warp(lapsesAt + 14 days);
        pauseAsGuardian();
        vm.assertTrue(rewards.paused(), "paused again");
        vm.assertEq(rewards.pausedUntil(), lapsesAt + 28 days, "a full pause");
    }

    function test_APauseThatWasLiftedHasNoCooldown() public {
        pauseAsGuardian();
        vm.prank(admin);
        rewards.unpause();
        pauseAsGuardian();
        vm.assertTrue(rewards.paused(), "paused again");
    }

    function test_ALapseCannotBeLiftedAway() public {
        pauseAsGuardian();
        uint256 lapsesAt = rewards.pausedUntil();
        vm.warp(lapsesAt);
        vm.expectRevert(Pausable.ExpectedPause.selector);
        vm.prank(admin);
        rewards.unpause();
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.PauseCooldown.selector, lapsesAt + 14 days));
        pauseAsGuardian();
    }

    function test_TheGuardianCannotStretchAPause() public {
        pauseAsGuardian();
        vm.warp(block.timestamp + 13 days);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        pauseAsGuardian();
    }

    function test_TheAdminRenewsAPauseThatHolds() public {
        pauseAsGuardian();
        vm.warp(block.timestamp + 10 days);
        uint256 until = block.timestamp + 14 days;
        vm.prank(admin);
        rewards.renewPause();
        vm.assertEq(rewards.pausedUntil(), until, "fourteen days from now");
        vm.warp(until - 1);
        vm.assertTrue(rewards.paused(), "holds");

        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.PauseCooldown.selector, until + 14 days));
        pauseAsGuardian();
    }

    function test_TheAdminCannotRenewWhatDoesNotHold() public {
        vm.expectRevert(Pausable.ExpectedPause.selector);
        vm.prank(admin);
        rewards.renewPause();

        pauseAsGuardian();
        vm.warp(block.timestamp + 14 days);
        vm.expectRevert(Pausable.ExpectedPause.selector);
        vm.prank(admin);
        rewards.renewPause();
    }

    function pauseAsGuardian() private {
        vm.prank(guardian);
        rewards.pause();
    }

    function onlyWith(bytes32 role, address who, bytes[] memory calls) private {
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(who);
            (bool done, bytes memory answer) = address(rewards).call(calls[i]);
            vm.assertTrue(!done, "refused");
            vm.assertEq(keccak256(answer), keccak256(lacks(who, role)), "for want of the role");
        }
    }

    function guardianCalls() private view returns (bytes[] memory calls) {
        calls = new bytes[](4);
        calls[0] = abi.encodeCall(rewards.pause, ());
        calls[1] = abi.encodeCall(rewards.dropSigner, (signer));
        calls[2] = abi.encodeCall(rewards.lowerDailyCap, (1));
        calls[3] = abi.encodeCall(rewards.cancelRoot, ());
    }

    function adminCalls() private view returns (bytes[] memory calls) {
        calls = new bytes[](4);
        calls[0] = abi.encodeCall(rewards.unpause, ());
        calls[1] = abi.encodeCall(rewards.renewPause, ());
        calls[2] = abi.encodeCall(rewards.setDailyCap, (1));
        calls[3] = abi.encodeCall(rewards.grantRole, (rewards.SIGNER_ROLE(), alice));
    }

    function signerCalls() private view returns (bytes[] memory calls) {
        calls = new bytes[](1);
        calls[0] = abi.encodeCall(rewards.proposeRoot, (bytes32(uint256(1)), 0));
    }
}
