// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {TaleRewards} from "../src/TaleRewards.sol";
import {TaleToken} from "../src/TaleToken.sol";
import {Claiming} from "./Claiming.sol";

/// @notice A deployed token and rewards contract, ten days after genesis.
abstract contract Deployed is Claiming {
    function setUp() public virtual {
        vm.warp(GENESIS + 10 days + 1 hours);
        (token, rewards) = deploy();
    }

    /// @dev The token first, with the rewards' address predicted from the deployer's nonce.
    function deploy() internal returns (TaleToken t, TaleRewards r) {
        t = new TaleToken(vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1), POOL, treasury, TREASURY);
        r = new TaleRewards(
            IERC20(address(t)), admin, 2 days, guardian, signer, GENESIS, EPOCH, BUDGET, HALVING, CAP
        );
    }
}
