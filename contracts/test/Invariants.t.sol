// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {TaleRewards} from "../src/TaleRewards.sol";
import {TaleToken} from "../src/TaleToken.sol";
import {Claiming} from "./Claiming.sol";
import {Deployed} from "./Deployed.sol";

/// @notice What holds after any sequence of claims, roots, caps, pauses and rotations.
contract InvariantsTest is Deployed {
    Handler internal handler;

    function setUp() public override {
        super.setUp();
        handler = new Handler(token, rewards, admin, guardian);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// forge-config: default.invariant.fail-on-revert = true
    function invariant_ClaimedIsPaidIsBalance() external view {
        uint256 sum;
        for (uint256 i = 0; i < handler.ACTORS(); ++i) {
            address account = handler.actor(i);
            sum += handler.paid(account);
            vm.assertEq(rewards.claimed(account), handler.paid(account), "claimed = paid");
            vm.assertEq(token.balanceOf(account), handler.paid(account), "balance = paid");
        }
        vm.assertEq(rewards.totalClaimed(), sum, "total = sum");
    }

    /// forge-config: default.invariant.fail-on-revert = true
    function invariant_PoolAndClaimedAreTheSupplyForRewards() external view {
        vm.assertEq(token.balanceOf(address(rewards)) + rewards.totalClaimed(), POOL, "balance + claimed = pool");
    }

    /// forge-config: default.invariant.fail-on-revert = true
    function invariant_ClaimedNeverExceedsFinishedEmission() external view {
        vm.assertLe(rewards.totalClaimed(), rewards.emittedThrough(rewards.currentEpoch() - 1), "claimed <= emitted");
    }

    /// forge-config: default.invariant.fail-on-revert = true
    function invariant_ADayNeverReleasesMoreThanItsHighestCap() external view {
        uint256 sum;
        for (uint256 day = handler.firstDay(); day <= today(); ++day) {
            vm.assertEq(rewards.releasedOn(day), handler.released(day), "released = paid on that day");
            vm.assertLe(rewards.releasedOn(day), handler.highestCapOn(day), "released <= cap");
            sum += rewards.releasedOn(day);
        }
        vm.assertEq(sum, rewards.totalClaimed(), "all days = total");
        vm.assertLe(rewards.dailyReleaseCap(), CAP, "cap <= highest cap");
    }

    /// forge-config: default.invariant.fail-on-revert = true
    function invariant_OnlyClaimsLowerThePoolAndClaimedNeverFalls() external view {
        vm.assertTrue(!handler.poolMovedWithoutAClaim(), "only claims move the pool");
        vm.assertTrue(!handler.claimedFell(), "claimed never falls");
    }

    /// @dev A handler that never pays would make every invariant above trivially true.
    function test_TheHandlerReallyPaysInEveryWay() public {
        handler.claim(0, 1 ether, 3);
        handler.claimMany(2 ether, 3 ether);
        handler.proposeRoot(1, 10 ether, 2);
        handler.wait(3 days);
        handler.activateRoot();
        handler.claimWithProof();
        vm.assertEq(handler.payments(), 4, "payments");
        handler.lowerDailyCap(1);
        handler.claim(0, 9 ether, 3);
        vm.assertEq(handler.payments(), 4, "and is refused");
    }
}

/// @dev Does what people and roles do, in any order, and keeps its own books.
contract Handler is Claiming {
    uint256 public constant ACTORS = 4;

    mapping(address account => uint256) public paid;
    mapping(uint256 day => uint256) public released;
    mapping(uint256 day => uint256) private capOn;
    mapping(address account => uint256) private lastClaimed;
    bool public poolMovedWithoutAClaim;
    bool public claimedFell;
    uint256 public payments;
    uint256 public immutable firstDay;

    struct Leaf {
        address account;
        uint256 cumulative;
        bytes32 sibling;
    }

    Leaf private pendingLeaf;
    Leaf private activeLeaf;

    constructor(TaleToken token_, TaleRewards rewards_, address admin_, address guardian_) {
        token = token_;
        rewards = rewards_;
        admin = admin_;
        guardian = guardian_;
        firstDay = today();
        noteCap();
    }

    function actor(uint256 i) public pure returns (address) {
        return address(uint160(0xAC70 + i));
    }

    /// @dev The cap of a day is the highest that was in force at any time of it.
    function highestCapOn(uint256 day) external view returns (uint256) {
        uint256 cap = capOn[day];
        return day == today() && rewards.dailyReleaseCap() > cap ? rewards.dailyReleaseCap() : cap;
    }

    /// @dev Wraps what must not touch the pool.
    modifier withoutClaim() {
        uint256 before = token.balanceOf(address(rewards));
        _;
        if (token.balanceOf(address(rewards)) != before) poolMovedWithoutAClaim = true;
        watch();
    }

    // ---------------------------------------------------------------- people

    function claim(uint256 who, uint256 growth, uint64 age) external {
        address account = actor(who % ACTORS);
        uint64 finished = rewards.currentEpoch() - 1;
        uint64 epoch = finished - (age % (finished + 1));
        TaleRewards.Claim memory c = claimOf(account, rewards.claimed(account) + bound(growth, 0, CAP), epoch);
        try rewards.claim(c, signer, sign(c)) returns (uint256 amount) {
            note(account, amount);
        } catch {}
        watch();
    }

    function claimOlder(uint256 who, uint256 less) external {
        address account = actor(who % ACTORS);
        uint256 already = rewards.claimed(account);
        TaleRewards.Claim memory c = claimOf(account, already - bound(less, 0, already));
        try rewards.claim(c, signer, sign(c)) returns (uint256 amount) {
            note(account, amount);
        } catch {}
        watch();
    }

    function claimMany(uint256 first, uint256 second) external {
        TaleRewards.Claim[] memory cs = new TaleRewards.Claim[](3);
        bytes[] memory signatures = new bytes[](3);
        cs[0] = claimOf(actor(0), rewards.claimed(actor(0)) + bound(first, 0, CAP / 2));
        cs[1] = claimOf(actor(1), rewards.claimed(actor(1)) + bound(second, 0, CAP / 2));
        cs[2] = cs[0];
        uint256[2] memory before = [rewards.claimed(actor(0)), rewards.claimed(actor(1))];
        for (uint256 i = 0; i < 3; ++i) signatures[i] = sign(cs[i]);
        try rewards.claimMany(cs, signer, signatures) returns (uint256 done) {
            uint256 grew;
            for (uint256 i = 0; i < 2; ++i) {
                uint256 amount = cs[i].cumulative - before[i];
                if (amount != 0) ++grew;
                if (amount != 0) note(actor(i), amount);
            }
            vm.assertEq(done, grew, "returns how many it paid");
        } catch {}
        watch();
    }

    function claimWithProof() external {
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = activeLeaf.sibling;
        address account = activeLeaf.account;
        try rewards.claimWithProof(account, activeLeaf.cumulative, bytes32(0), proof) returns (uint256 amount) {
            note(account, amount);
        } catch {}
        watch();
    }

    function wait(uint256 time) external withoutClaim {
        noteCap();
        uint256 end = block.timestamp + bound(time, 1 minutes, 3 days);
        while (today() < end / 1 days) {
            vm.warp((today() + 1) * 1 days);
            noteCap();
        }
        vm.warp(end);
    }

    // ---------------------------------------------------------------- roles

    function proposeRoot(uint256 who, uint256 growth, uint256 sibling) external withoutClaim {
        address account = actor(who % ACTORS);
        Leaf memory leaf = Leaf(account, rewards.claimed(account) + bound(growth, 0, CAP), bytes32(sibling));
        bytes32 hash = keccak256(bytes.concat(keccak256(abi.encode(account, leaf.cumulative, bytes32(0)))));
        bytes32 newRoot = Hashes.commutativeKeccak256(hash, leaf.sibling);
        uint64 epoch = rewards.currentEpoch() - 1;
        vm.prank(signer);
        try rewards.proposeRoot(newRoot, epoch) {
            pendingLeaf = leaf;
        } catch {}
    }

    function activateRoot() external withoutClaim {
        try rewards.activateRoot() {
            activeLeaf = pendingLeaf;
        } catch {}
    }

    function cancelRoot() external withoutClaim {
        vm.prank(guardian);
        try rewards.cancelRoot() {} catch {}
    }

    function lowerDailyCap(uint256 cap) external withoutClaim {
        noteCap();
        cap = bound(cap, 0, rewards.dailyReleaseCap());
        vm.prank(guardian);
        rewards.lowerDailyCap(cap);
    }

    function setDailyCap(uint256 cap) external withoutClaim {
        noteCap();
        vm.prank(admin);
        rewards.setDailyCap(bound(cap, CAP / 4, CAP));
        noteCap();
    }

    function pause() external withoutClaim {
        vm.prank(guardian);
        try rewards.pause() {} catch {}
    }

    function unpause() external withoutClaim {
        vm.prank(admin);
        try rewards.unpause() {} catch {}
    }

    function renewPause() external withoutClaim {
        vm.prank(admin);
        try rewards.renewPause() {} catch {}
    }

    function rotateSigner() external withoutClaim {
        vm.prank(guardian);
        rewards.dropSigner(signer);
        grantSigner(signer);
    }

    // ---------------------------------------------------------------- books

    function note(address account, uint256 amount) private {
        paid[account] += amount;
        released[today()] += amount;
        ++payments;
    }

    function noteCap() private {
        uint256 cap = rewards.dailyReleaseCap();
        if (cap > capOn[today()]) capOn[today()] = cap;
    }

    function watch() private {
        for (uint256 i = 0; i < ACTORS; ++i) {
            uint256 now_ = rewards.claimed(actor(i));
            if (now_ < lastClaimed[actor(i)]) claimedFell = true;
            lastClaimed[actor(i)] = now_;
        }
    }
}
