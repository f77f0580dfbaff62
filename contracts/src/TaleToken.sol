// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title $TALE, the token that rewards what a contribution was worth
/// @notice The whole supply is minted once, in the constructor. There is no minter, no owner and no pause: nothing in
/// this contract has to be trusted after it is deployed.
/// @custom:security-contact See SECURITY.md at the root of the repository.
contract TaleToken is ERC20, ERC20Permit, ERC20Votes {
    /// @notice An address or an amount was zero that must not be.
    error ZeroValue();

    /// @notice Mints the whole supply.
    /// @param rewards The {TaleRewards} contract. It may be deployed after the token: its address is predicted.
    /// @param rewardSupply What contributors may earn, in wei of TALE.
    /// @param treasury Receiver of the rest; may be zero only when `treasurySupply` is zero.
    /// @param treasurySupply The rest, in wei of TALE; may be zero.
    constructor(address rewards, uint256 rewardSupply, address treasury, uint256 treasurySupply)
        ERC20("Tale", "TALE")
        ERC20Permit("Tale")
    {
        if (rewards == address(0) || rewardSupply == 0) revert ZeroValue();
        if (treasury == address(0) && treasurySupply != 0) revert ZeroValue();

        _mint(rewards, rewardSupply);
        if (treasurySupply != 0) _mint(treasury, treasurySupply);
    }

    /// @notice The next nonce of `owner`, shared by `permit` and `delegateBySig`.
    /// @param owner Whose nonce.
    /// @return The nonce that the next signature of `owner` must carry.
    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    /// @dev Both parents extend {ERC20-_update}; the linearised one moves balances, then voting units.
    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }
}
