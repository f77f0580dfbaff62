// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TaleRewards} from "../src/TaleRewards.sol";
import {TaleToken} from "../src/TaleToken.sol";
import {Base} from "./Base.sol";

/// @notice Who takes part, and the words that the tests are written in.
abstract contract Claiming is Base {
    uint256 internal constant POOL = 600_000_000 ether;
    uint256 internal constant TREASURY = 400_000_000 ether;
    uint64 internal constant EPOCH = 1 days;
    uint64 internal constant HALVING = 730;
    uint256 internal constant BUDGET = 410_000 ether;
    uint256 internal constant CAP = 1_230_000 ether;
    /// @dev 00:00 UTC, so that epochs and the days of the cap are the same days.
    uint64 internal constant GENESIS = 20_000 days;

    uint256 internal constant SIGNER_KEY = uint256(keccak256("signer"));
    uint256 internal constant OTHER_KEY = uint256(keccak256("somebody else"));

    address internal signer = vm.addr(SIGNER_KEY);
    address internal admin = address(0xAD);
    address internal guardian = address(0x6A);
    address internal treasury = address(0x73);
    address internal alice = address(0xA11CE);
    address internal bob = address(0xB0B);
    address internal relayer = address(0x5E1A);

    TaleToken internal token;
    TaleRewards internal rewards;

    function claimOf(address account, uint256 cumulative) internal view returns (TaleRewards.Claim memory) {
        return claimOf(account, cumulative, rewards.currentEpoch() - 1);
    }

    function claimOf(address account, uint256 cumulative, uint64 epoch)
        internal
        view
        returns (TaleRewards.Claim memory)
    {
        return TaleRewards.Claim(account, cumulative, epoch, uint64(block.timestamp + 180 days));
    }

    function sign(TaleRewards.Claim memory c) internal view returns (bytes memory) {
        return signWith(SIGNER_KEY, c);
    }

    function signWith(uint256 key, TaleRewards.Claim memory c) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, rewards.hashClaim(c));
        return abi.encodePacked(r, s, v);
    }

    /// @dev Signs `c` and submits it as somebody who has no part in it.
    function pay(TaleRewards.Claim memory c) internal returns (uint256) {
        bytes memory signature = sign(c);
        vm.prank(relayer);
        return rewards.claim(c, signer, signature);
    }

    function pay(address account, uint256 cumulative) internal returns (uint256) {
        return pay(claimOf(account, cumulative));
    }

    /// @dev Signs `c` and expects its submission to revert with `refusal`.
    function refused(TaleRewards.Claim memory c, bytes memory refusal) internal {
        bytes memory signature = sign(c);
        vm.expectRevert(refusal);
        rewards.claim(c, signer, signature);
    }

    function today() internal view returns (uint256) {
        return block.timestamp / 1 days;
    }

    function lacks(address account, bytes32 role) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role);
    }

    function grantSigner(address who) internal {
        bytes32 role = rewards.SIGNER_ROLE();
        vm.prank(admin);
        rewards.grantRole(role, who);
    }
}
