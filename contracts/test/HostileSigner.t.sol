// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {TaleRewards} from "../src/TaleRewards.sol";
import {Deployed} from "./Deployed.sol";

/// @notice Signers that are contracts (ERC-1271): an honest one works, a hostile one hurts nobody else.
contract HostileSignerTest is Deployed {
    function test_AnHonestWalletSigns() public {
        OwnedWallet wallet = new OwnedWallet(vm.addr(OTHER_KEY));
        grantSigner(address(wallet));
        TaleRewards.Claim memory c = claimOf(alice, 3 ether);
        vm.assertEq(rewards.claim(c, address(wallet), signWith(OTHER_KEY, c)), 3 ether, "paid");

        c.cumulative = 4 ether;
        bytes memory byAnother = sign(c);
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, address(wallet), byAnother);
    }

    function test_AWalletWithoutTheRoleIsNotEvenAsked() public {
        address wallet = address(new RevertingWallet());
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(TaleRewards.NotASigner.selector, wallet));
        rewards.claim(c, wallet, "");
    }

    function test_AWalletThatRevertsIsABadSignature() public {
        isABadSignature(address(new RevertingWallet()));
    }

    function test_AWalletThatAnswersSomethingElseIsABadSignature() public {
        isABadSignature(address(new WrongAnswerWallet()));
    }

    function test_AWalletThatAnswersTooLittleIsABadSignature() public {
        isABadSignature(address(new ShortAnswerWallet()));
    }

    function test_AContractThatIsNoWalletIsABadSignature() public {
        isABadSignature(address(token));
    }

    /// @dev The answer is not copied beyond its first word, so a huge one costs only what the wallet spends on it.
    function test_AWalletThatAnswersAMegabyteIsABadSignature() public {
        address wallet = address(new BombWallet());
        grantSigner(wallet);
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        uint256 before = gasleft();
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim{gas: 4_000_000}(c, wallet, "");
        vm.assertLe(before - gasleft(), 3_000_000, "no copy of the answer is paid for");
    }

    function test_AWalletThatBurnsAllGasPaysNothing() public {
        address wallet = address(new BurningWallet());
        grantSigner(wallet);
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        (bool paid,) = address(rewards).call{gas: 1_000_000}(abi.encodeCall(TaleRewards.claim, (c, wallet, "")));
        vm.assertTrue(!paid, "not paid");
        vm.assertEq(pay(alice, 1 ether), 1 ether, "others are not hurt");
    }

    /// @dev It is asked by a static call, so it cannot claim while it is asked.
    function test_AWalletThatReEntersIsPaidForOnce() public {
        ReenteringWallet wallet = new ReenteringWallet(rewards);
        grantSigner(address(wallet));
        TaleRewards.Claim memory outer = claimOf(alice, 5 ether);
        wallet.prepare(claimOf(alice, 50 ether), sign(claimOf(alice, 50 ether)), signer);
        vm.assertEq(rewards.claim(outer, address(wallet), ""), 5 ether, "paid");
        vm.assertEq(rewards.claimed(alice), 5 ether, "once");
        vm.assertEq(token.balanceOf(alice), 5 ether, "balance");
    }

    function isABadSignature(address wallet) private {
        grantSigner(wallet);
        TaleRewards.Claim memory c = claimOf(alice, 1 ether);
        bytes memory signature = sign(c);
        vm.expectRevert(TaleRewards.BadSignature.selector);
        rewards.claim(c, wallet, signature);
    }
}

contract OwnedWallet {
    address private immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        address recovered = ecrecover(hash, uint8(signature[64]), bytes32(signature[:32]), bytes32(signature[32:64]));
        return recovered == owner ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

contract RevertingWallet {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        revert("no");
    }
}

contract WrongAnswerWallet {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes32) {
        return bytes32(uint256(1));
    }
}

contract ShortAnswerWallet {
    fallback() external {
        bytes4 magic = IERC1271.isValidSignature.selector;
        assembly ("memory-safe") {
            mstore(0, magic)
            return(0, 4)
        }
    }
}

contract BombWallet {
    fallback() external {
        assembly {
            return(0, 1000000)
        }
    }
}

contract BurningWallet {
    fallback() external {
        assembly {
            invalid()
        }
    }
}

contract ReenteringWallet {
    TaleRewards private immutable rewards;
    bytes private reentry;

    constructor(TaleRewards rewards_) {
        rewards = rewards_;
    }

    function prepare(TaleRewards.Claim calldata c, bytes calldata signature, address signer) external {
        reentry = abi.encodeCall(TaleRewards.claim, (c, signer, signature));
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        (bool done,) = address(rewards).call(reentry);
        require(!done, "re-entered");
        return IERC1271.isValidSignature.selector;
    }
}
