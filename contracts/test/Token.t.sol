// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TaleToken} from "../src/TaleToken.sol";
import {Deployed} from "./Deployed.sol";

/// @notice The token: a fixed supply, permits, votes.
contract TokenTest is Deployed {
    function test_MintsItsWholeSupplyOnce() public view {
        vm.assertEq(token.name(), "Tale", "name");
        vm.assertEq(token.symbol(), "TALE", "symbol");
        vm.assertEq(token.decimals(), 18, "decimals");
        vm.assertEq(token.totalSupply(), POOL + TREASURY, "supply");
        vm.assertEq(token.balanceOf(address(rewards)), POOL, "pool");
        vm.assertEq(token.balanceOf(treasury), TREASURY, "treasury");
    }

    function test_NeedsNoTreasuryWhenThatGetsNothing() public {
        TaleToken t = new TaleToken(alice, 5 ether, address(0), 0);
        vm.assertEq(t.totalSupply(), 5 ether, "supply");
        t = new TaleToken(alice, 5 ether, treasury, 0);
        vm.assertEq(t.balanceOf(treasury), 0, "nothing for it");
    }

    function test_RefusesZeros() public {
        vm.expectRevert(TaleToken.ZeroValue.selector);
        new TaleToken(address(0), 5 ether, treasury, 1 ether);
        vm.expectRevert(TaleToken.ZeroValue.selector);
        new TaleToken(alice, 0, treasury, 1 ether);
        vm.expectRevert(TaleToken.ZeroValue.selector);
        new TaleToken(alice, 5 ether, address(0), 1);
    }

    function test_PermitApprovesByASignatureOnce() public {
        address owner = vm.addr(OTHER_KEY);
        bytes32 message = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                owner,
                bob,
                7 ether,
                token.nonces(owner),
                block.timestamp
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(OTHER_KEY, digest);
        token.permit(owner, bob, 7 ether, block.timestamp, v, r, s);
        vm.assertEq(token.allowance(owner, bob), 7 ether, "allowance");
        vm.assertEq(token.nonces(owner), 1, "nonce");

        (bool again,) = address(token).call(
            abi.encodeCall(token.permit, (owner, bob, 7 ether, block.timestamp, v, r, s))
        );
        vm.assertTrue(!again, "not twice");
    }

    function test_VotesFollowTheBalanceOnceDelegated() public {
        pay(alice, 10 ether);
        vm.assertEq(token.getVotes(alice), 0, "not delegated");
        vm.prank(alice);
        token.delegate(bob);
        vm.assertEq(token.getVotes(bob), 10 ether, "delegated");
        pay(alice, 15 ether);
        vm.assertEq(token.getVotes(bob), 15 ether, "follows");
    }

    /// @dev The runtime code knows no selector by which tokens could be made, stopped or taken.
    function test_HasNoMinterOwnerOrPause() public {
        string[6] memory signatures =
            ["mint(address,uint256)", "owner()", "pause()", "burn(uint256)", "transferOwnership(address)", "sweep(address)"];
        for (uint256 i = 0; i < signatures.length; ++i) {
            (bool known,) = address(token).call(abi.encodeWithSignature(signatures[i], alice, 1));
            vm.assertTrue(!known, signatures[i]);
        }
    }
}
