// Written by contracts/tools/compile.ts from the Solidity sources. Do not edit: compile again.
export const abi = [
  {
    "inputs": [
      {
        "internalType": "contract IERC20",
        "name": "token_",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "admin",
        "type": "address"
      },
      {
        "internalType": "uint48",
        "name": "adminDelay",
        "type": "uint48"
      },
      {
        "internalType": "address",
        "name": "guardian",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "signer",
        "type": "address"
      },
      {
        "internalType": "uint64",
        "name": "genesis_",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "epochLength_",
        "type": "uint64"
      },
      {
        "internalType": "uint256",
        "name": "firstEpochBudget_",
        "type": "uint256"
      },
      {
        "internalType": "uint64",
        "name": "halvingEpochs_",
        "type": "uint64"
      },
      {
        "internalType": "uint256",
        "name": "dailyCap",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [],
    "name": "AccessControlBadConfirmation",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint48",
        "name": "schedule",
        "type": "uint48"
      }
    ],
    "name": "AccessControlEnforcedDefaultAdminDelay",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "AccessControlEnforcedDefaultAdminRules",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "defaultAdmin",
        "type": "address"
      }
    ],
    "name": "AccessControlInvalidDefaultAdmin",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "neededRole",
        "type": "bytes32"
      }
    ],
    "name": "AccessControlUnauthorizedAccount",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "BadSignature",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "cap",
        "type": "uint256"
      }
    ],
    "name": "CapTooHigh",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "wanted",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "left",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "resetsAt",
        "type": "uint256"
      }
    ],
    "name": "DailyCapReached",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "wanted",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "allowed",
        "type": "uint256"
      }
    ],
    "name": "EmissionExceeded",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "EnforcedPause",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "epoch",
        "type": "uint64"
      }
    ],
    "name": "EpochNotFinished",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ExpectedPause",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidProof",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidShortString",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "LengthMismatch",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoPendingRoot",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "signer",
        "type": "address"
      }
    ],
    "name": "NotASigner",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "alreadyClaimed",
        "type": "uint256"
      }
    ],
    "name": "NothingToClaim",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "until",
        "type": "uint256"
      }
    ],
    "name": "PauseCooldown",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "readyAt",
        "type": "uint256"
      }
    ],
    "name": "RootNotReady",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "RootPending",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "bits",
        "type": "uint8"
      },
      {
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "SafeCastOverflowedUintDowncast",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "token",
        "type": "address"
      }
    ],
    "name": "SafeERC20FailedOperation",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "string",
        "name": "str",
        "type": "string"
      }
    ],
    "name": "StringTooLong",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "deadline",
        "type": "uint64"
      }
    ],
    "name": "VoucherExpired",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ZeroValue",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "cumulative",
        "type": "uint256"
      }
    ],
    "name": "ClaimSkipped",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "cumulative",
        "type": "uint256"
      },
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "epoch",
        "type": "uint64"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "signer",
        "type": "address"
      }
    ],
    "name": "Claimed",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "cap",
        "type": "uint256"
      }
    ],
    "name": "DailyReleaseCapSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [],
    "name": "DefaultAdminDelayChangeCanceled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "uint48",
        "name": "newDelay",
        "type": "uint48"
      },
      {
        "indexed": false,
        "internalType": "uint48",
        "name": "effectSchedule",
        "type": "uint48"
      }
    ],
    "name": "DefaultAdminDelayChangeScheduled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [],
    "name": "DefaultAdminTransferCanceled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "newAdmin",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint48",
        "name": "acceptSchedule",
        "type": "uint48"
      }
    ],
    "name": "DefaultAdminTransferScheduled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [],
    "name": "EIP712DomainChanged",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "Paused",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "role",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "previousAdminRole",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "newAdminRole",
        "type": "bytes32"
      }
    ],
    "name": "RoleAdminChanged",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "role",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "sender",
        "type": "address"
      }
    ],
    "name": "RoleGranted",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "role",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "sender",
        "type": "address"
      }
    ],
    "name": "RoleRevoked",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "root",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "epoch",
        "type": "uint64"
      }
    ],
    "name": "RootActivated",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "root",
        "type": "bytes32"
      }
    ],
    "name": "RootCancelled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "root",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "epoch",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "readyAt",
        "type": "uint256"
      }
    ],
    "name": "RootProposed",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "Unpaused",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "CLAIM_TYPEHASH",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "DEFAULT_ADMIN_ROLE",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "GUARDIAN_ROLE",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "SIGNER_ROLE",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "acceptDefaultAdminTransfer",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "activateRoot",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "newAdmin",
        "type": "address"
      }
    ],
    "name": "beginDefaultAdminTransfer",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "cancelDefaultAdminTransfer",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "cancelRoot",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint48",
        "name": "newDelay",
        "type": "uint48"
      }
    ],
    "name": "changeDefaultAdminDelay",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "account",
            "type": "address"
          },
          {
            "internalType": "uint256",
            "name": "cumulative",
            "type": "uint256"
          },
          {
            "internalType": "uint64",
            "name": "epoch",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "deadline",
            "type": "uint64"
          }
        ],
        "internalType": "struct TaleRewards.Claim",
        "name": "c",
        "type": "tuple"
      },
      {
        "internalType": "address",
        "name": "signer",
        "type": "address"
      },
      {
        "internalType": "bytes",
        "name": "signature",
        "type": "bytes"
      }
    ],
    "name": "claim",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "account",
            "type": "address"
          },
          {
            "internalType": "uint256",
            "name": "cumulative",
            "type": "uint256"
          },
          {
            "internalType": "uint64",
            "name": "epoch",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "deadline",
            "type": "uint64"
          }
        ],
        "internalType": "struct TaleRewards.Claim[]",
        "name": "cs",
        "type": "tuple[]"
      },
      {
        "internalType": "address",
        "name": "signer",
        "type": "address"
      },
      {
        "internalType": "bytes[]",
        "name": "signatures",
        "type": "bytes[]"
      }
    ],
    "name": "claimMany",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "done",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "cumulative",
        "type": "uint256"
      },
      {
        "internalType": "bytes32",
        "name": "salt",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "proof",
        "type": "bytes32[]"
      }
    ],
    "name": "claimWithProof",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "claimed",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "currentEpoch",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "dailyReleaseCap",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "defaultAdmin",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "defaultAdminDelay",
    "outputs": [
      {
        "internalType": "uint48",
        "name": "",
        "type": "uint48"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "defaultAdminDelayIncreaseWait",
    "outputs": [
      {
        "internalType": "uint48",
        "name": "",
        "type": "uint48"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "domainSeparator",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "signer",
        "type": "address"
      }
    ],
    "name": "dropSigner",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "eip712Domain",
    "outputs": [
      {
        "internalType": "bytes1",
        "name": "fields",
        "type": "bytes1"
      },
      {
        "internalType": "string",
        "name": "name",
        "type": "string"
      },
      {
        "internalType": "string",
        "name": "version",
        "type": "string"
      },
      {
        "internalType": "uint256",
        "name": "chainId",
        "type": "uint256"
      },
      {
        "internalType": "address",
        "name": "verifyingContract",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "salt",
        "type": "bytes32"
      },
      {
        "internalType": "uint256[]",
        "name": "extensions",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "epoch",
        "type": "uint64"
      }
    ],
    "name": "emittedThrough",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "emitted",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "epoch",
        "type": "uint64"
      }
    ],
    "name": "epochBudget",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "epochLength",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "firstEpochBudget",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "genesis",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "role",
        "type": "bytes32"
      }
    ],
    "name": "getRoleAdmin",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "role",
        "type": "bytes32"
      },
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "grantRole",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "halvingEpochs",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "role",
        "type": "bytes32"
      },
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "hasRole",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "account",
            "type": "address"
          },
          {
            "internalType": "uint256",
            "name": "cumulative",
            "type": "uint256"
          },
          {
            "internalType": "uint64",
            "name": "epoch",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "deadline",
            "type": "uint64"
          }
        ],
        "internalType": "struct TaleRewards.Claim",
        "name": "c",
        "type": "tuple"
      }
    ],
    "name": "hashClaim",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "cap",
        "type": "uint256"
      }
    ],
    "name": "lowerDailyCap",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "maxDailyRelease",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "owner",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "pause",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "paused",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "pausedUntil",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "pendingDefaultAdmin",
    "outputs": [
      {
        "internalType": "address",
        "name": "newAdmin",
        "type": "address"
      },
      {
        "internalType": "uint48",
        "name": "schedule",
        "type": "uint48"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "pendingDefaultAdminDelay",
    "outputs": [
      {
        "internalType": "uint48",
        "name": "newDelay",
        "type": "uint48"
      },
      {
        "internalType": "uint48",
        "name": "schedule",
        "type": "uint48"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "pendingRoot",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "pendingRootReadyAt",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "newRoot",
        "type": "bytes32"
      },
      {
        "internalType": "uint64",
        "name": "epoch",
        "type": "uint64"
      }
    ],
    "name": "proposeRoot",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "day",
        "type": "uint256"
      }
    ],
    "name": "releasedOn",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "renewPause",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "role",
        "type": "bytes32"
      },
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "renounceRole",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "role",
        "type": "bytes32"
      },
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "revokeRole",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "rollbackDefaultAdminDelay",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "root",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "cap",
        "type": "uint256"
      }
    ],
    "name": "setDailyCap",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes4",
        "name": "interfaceId",
        "type": "bytes4"
      }
    ],
    "name": "supportsInterface",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "token",
    "outputs": [
      {
        "internalType": "contract IERC20",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "totalClaimed",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "unpause",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;

export const bytecode: `0x${string}` =
  '0x610220604052348015610010575f5ffd5b5060405161353738038061353783398101604081905261002f9161047a565b6040518060400160405280600b81526020016a54616c655265776172647360a81b815250604051806040016040528060018152602001603160f81b8152508961007d8c61028e60201b60201c565b6001600160a01b0381166100ab57604051636116401160e11b81525f60048201526024015b60405180910390fd5b600180546001600160d01b0316600160d01b65ffffffffffff8516021790556100d45f826102ba565b5050506100e68261032960201b60201c565b610120526100f381610329565b61014052815160208084019190912060e052815190820120610100524660a05261017f60e05161010051604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201529081019290925260608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b60805250503060c0526101918a61028e565b506001600160401b03841615806101a6575082155b806101b857506001600160401b038216155b806101c1575080155b156101df57604051637c946ed760e01b815260040160405180910390fd5b6001600160a01b038a16610160526001600160401b03808616610180528481166101a0526101c084905282166101e05261020081905261021e81610366565b6102507f55435dd261a4b9b3364963f7738a7a662ad9c84396d64be3365284bb7f0a504161024b8961028e565b6102ba565b5061027e7fe2f4eaae4a9751e85a3e4a7b9587827a877f29914755229b07a7b2da98285f7061024b8861028e565b5050505050505050505050610599565b5f6001600160a01b0382166102b657604051637c946ed760e01b815260040160405180910390fd5b5090565b5f82610316575f6102d36002546001600160a01b031690565b6001600160a01b0316146102fa57604051631fe1e13d60e11b815260040160405180910390fd5b600280546001600160a01b0319166001600160a01b0384161790555b61032083836103a1565b90505b92915050565b5f5f829050601f81511115610353578260405163305a27a960e01b81526004016100a2919061053e565b805161035e82610573565b179392505050565b60098190556040518181527ffa89b8474f3f0ac3d7e73b77cda3df297ea96f854298e819e50cd6e07c72968e9060200160405180910390a150565b5f828152602081815260408083206001600160a01b038516845290915281205460ff16610441575f838152602081815260408083206001600160a01b03861684529091529020805460ff191660011790556103f93390565b6001600160a01b0316826001600160a01b0316847f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d60405160405180910390a4506001610323565b505f610323565b6001600160a01b038116811461045c575f5ffd5b50565b80516001600160401b0381168114610475575f5ffd5b919050565b5f5f5f5f5f5f5f5f5f5f6101408b8d031215610494575f5ffd5b8a5161049f81610448565b60208c0151909a506104b081610448565b60408c015190995065ffffffffffff811681146104cb575f5ffd5b60608c01519098506104dc81610448565b60808c01519097506104ed81610448565b95506104fb60a08c0161045f565b945061050960c08c0161045f565b60e08c015190945092506105206101008c0161045f565b91505f6101208c01519050809150509295989b9194979a5092959850565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b80516020808301519190811015610593575f198160200360031b1b821691505b50919050565b60805160a05160c05160e05161010051610120516101405161016051610180516101a0516101c0516101e05161020051612ec46106735f395f81816103fb01526109f401525f81816105f901528181610c05015281816110a8015281816110ed015261113001525f818161058201528181610c36015261108601525f81816104ba0152610cbe01525f81816106e101528181610c870152610ce901525f81816108090152611fb501525f6119ae01525f61198301525f6120c301525f61209b01525f611ff601525f61202001525f61204a0152612ec45ff3fe608060405234801561000f575f5ffd5b5060043610610351575f3560e01c80638c027eb2116101be578063c9926abc116100fe578063d628c1291161009e578063ebf0c71711610079578063ebf0c717146107e0578063f698da25146107e9578063f7df52bd146107f1578063fc0c546a14610804575f5ffd5b8063d628c1291461079f578063da748b10146107b2578063eb576584146107cd575f5ffd5b8063cf6eefb7116100d9578063cf6eefb71461074d578063d547741f1461077b578063d54ad2a11461078e578063d602b9fd14610797575f5ffd5b8063c9926abc1461072a578063cc8463c81461073d578063cefc142914610745575f5ffd5b8063979bc1d211610169578063a217fddf11610144578063a217fddf146106d5578063a7f0b3de146106dc578063c309a67714610703578063c884ef831461070b575f5ffd5b8063979bc1d21461067f578063a1ebf35d14610687578063a1eda53c146106ae575f5ffd5b8063905ef02511610199578063905ef0251461062357806391d148541461063657806392c00e421461066c575f5ffd5b80638c027eb2146105ec5780638cb35aa7146105f45780638da5cb5b1461061b575f5ffd5b806357d775f811610294578063750588cf1161023457806381695e521161020f57806381695e521461057d5780638456cb59146105a457806384b0196e146105ac57806384ef8ffc146105c7575f5ffd5b8063750588cf1461056357806375cbbb061461056c5780637667180814610575575f5ffd5b806362678ff71161026f57806362678ff714610503578063634e93da14610516578063649a5ec7146105295780636b0509b11461053c575f5ffd5b806357d775f8146104b55780635c975abb146104dc5780635ebb8075146104e4575f5ffd5b8063114054f6116102ff5780632f2ff15d116102da5780632f2ff15d14610474578063309779691461048757806336568abe1461049a5780633f4ba83a146104ad575f5ffd5b8063114054f6146103f6578063248a9ca31461042b57806324ea54f41461044d575f5ffd5b80630840a44a1161032f5780630840a44a146103ae5780630aa6220b146103c15780630c5e32b2146103c9575f5ffd5b806301ffc9a714610355578063022d63fb1461037d57806303d490ce14610399575b5f5ffd5b610368610363366004612926565b61082b565b60405190151581526020015b60405180910390f35b620697805b60405165ffffffffffff9091168152602001610374565b6103ac6103a7366004612969565b61086e565b005b6103ac6103bc366004612993565b6109e8565b6103ac610a43565b600c546103dd9067ffffffffffffffff1681565b60405167ffffffffffffffff9091168152602001610374565b61041d7f000000000000000000000000000000000000000000000000000000000000000081565b604051908152602001610374565b61041d610439366004612993565b5f9081526020819052604090206001015490565b61041d7f55435dd261a4b9b3364963f7738a7a662ad9c84396d64be3365284bb7f0a504181565b6103ac6104823660046129c0565b610a58565b6103ac6104953660046129e1565b610a80565b6103ac6104a83660046129c0565b610ad9565b6103ac610b9a565b6103dd7f000000000000000000000000000000000000000000000000000000000000000081565b610368610bcf565b61041d6104f2366004612993565b60076020525f908152604090205481565b61041d6105113660046129fa565b610bff565b6103ac6105243660046129e1565b610c5e565b6103ac610537366004612a13565b610c71565b61041d7fc51231ae62d8e11f189424660222e2cf23de9d6f4c16efd14acb3b8b844037c181565b61041d600b5481565b61041d60095481565b6103dd610c84565b61041d7f000000000000000000000000000000000000000000000000000000000000000081565b6103ac610d27565b6105b4610e21565b6040516103749796959493929190612a66565b6002546001600160a01b03165b6040516001600160a01b039091168152602001610374565b6103ac610e7f565b6103dd7f000000000000000000000000000000000000000000000000000000000000000081565b6105d4610f0e565b61041d610631366004612b60565b610f21565b6103686106443660046129c0565b5f918252602082815260408084206001600160a01b0393909316845291905290205460ff1690565b61041d61067a3660046129fa565b61106b565b6103ac611176565b61041d7fe2f4eaae4a9751e85a3e4a7b9587827a877f29914755229b07a7b2da98285f7081565b6106b66112a4565b6040805165ffffffffffff938416815292909116602083015201610374565b61041d5f81565b6103dd7f000000000000000000000000000000000000000000000000000000000000000081565b6103ac6112f6565b61041d6107193660046129e1565b60066020525f908152604090205481565b61041d610738366004612c26565b611391565b610382611443565b6103ac6114a1565b600154604080516001600160a01b0383168152600160a01b90920465ffffffffffff16602083015201610374565b6103ac6107893660046129c0565b6114f0565b61041d60085481565b6103ac611518565b6103ac6107ad366004612993565b61152a565b600c546103dd90600160c01b900467ffffffffffffffff1681565b61041d6107db366004612c40565b61157a565b61041d600a5481565b61041d61166e565b61041d6107ff366004612c86565b611677565b6105d47f000000000000000000000000000000000000000000000000000000000000000081565b5f6001600160e01b031982167f31498786000000000000000000000000000000000000000000000000000000001480610868575061086882611695565b92915050565b7fe2f4eaae4a9751e85a3e4a7b9587827a877f29914755229b07a7b2da98285f70610898816116fb565b826108cf576040517f7c946ed700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6108d7610c84565b67ffffffffffffffff168267ffffffffffffffff161061091b5760405163710b57e360e01b815267ffffffffffffffff831660048201526024015b60405180910390fd5b600b5415610955576040517f89282bcf00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6109636202a30042612d25565b600b859055600c805467ffffffffffffffff8381166fffffffffffffffffffffffffffffffff199092168217680100000000000000009188169182021790925560408051928352602083019190915291925085917f89e91b046d4cfd159c2b35d8bd736d50bca666ed1d6595476f9c3f25f9f630ff910160405180910390a250505050565b5f6109f2816116fb565b7f0000000000000000000000000000000000000000000000000000000000000000821115610a36576040516351b8025b60e11b815260048101839052602401610912565b610a3f82611705565b5050565b5f610a4d816116fb565b610a5561173a565b50565b81610a7657604051631fe1e13d60e11b815260040160405180910390fd5b610a3f8282611746565b7f55435dd261a4b9b3364963f7738a7a662ad9c84396d64be3365284bb7f0a5041610aaa816116fb565b610ad47fe2f4eaae4a9751e85a3e4a7b9587827a877f29914755229b07a7b2da98285f7083611770565b505050565b81158015610af457506002546001600160a01b038281169116145b15610b90576001546001600160a01b03811690600160a01b900465ffffffffffff1681151580610b2a575065ffffffffffff8116155b80610b3d57504265ffffffffffff821610155b15610b65576040516319ca5ebb60e01b815265ffffffffffff82166004820152602401610912565b5050600180547fffffffffffff000000000000ffffffffffffffffffffffffffffffffffffffff1690555b610a3f82826117c0565b5f610ba4816116fb565b610bac61180c565b50600c805477ffffffffffffffffffffffffffffffffffffffffffffffff169055565b5f610bdc60035460ff1690565b8015610bfa5750600c54600160c01b900467ffffffffffffffff1642105b905090565b5f610c2a7f000000000000000000000000000000000000000000000000000000000000000083612d59565b67ffffffffffffffff167f0000000000000000000000000000000000000000000000000000000000000000901c9050919050565b5f610c68816116fb565b610a3f8261185e565b5f610c7b816116fb565b610a3f826118d0565b5f7f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff16421015610cbc57505f90565b7f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff167f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff1642610d1d9190612d88565b610bfa9190612d9b565b7f55435dd261a4b9b3364963f7738a7a662ad9c84396d64be3365284bb7f0a5041610d51816116fb565b600c54600160c01b900467ffffffffffffffff168015801590610d795750610d77610bcf565b155b15610de0575f610d8c6212750083612d25565b90508067ffffffffffffffff16421015610dde576040517f40445cac00000000000000000000000000000000000000000000000000000000815267ffffffffffffffff82166004820152602401610912565b505b610de861193f565b610df56212750042612d25565b600c60186101000a81548167ffffffffffffffff021916908367ffffffffffffffff1602179055505050565b5f6060805f5f5f6060610e3261197c565b610e3a6119a7565b604080515f808252602082019092527f0f000000000000000000000000000000000000000000000000000000000000009b939a50919850469750309650945092509050565b5f610e89816116fb565b610e916119d2565b610e9e6212750042612d25565b600c805467ffffffffffffffff92909216600160c01b0277ffffffffffffffffffffffffffffffffffffffffffffffff9092169190911790556040513381527f62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a258906020015b60405180910390a150565b5f610bfa6002546001600160a01b031690565b5f610f2a611a10565b848214610f63576040517fff633a3800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5b858110156110615736878783818110610f8057610f80612dae565b608002919091019150600690505f610f9b60208401846129e1565b6001600160a01b03166001600160a01b031681526020019081526020015f205481602001351161101d57610fd260208201826129e1565b6001600160a01b03167f599569fdf6fbb754934e33ac5e59aa36948fe1a015bec21a0d389b0c5c83bb49826020013560405161101091815260200190565b60405180910390a2611058565b61104b818787878681811061103457611034612dae565b90506020028101906110469190612dc2565b611a4f565b5061105583612e05565b92505b50600101610f65565b5095945050505050565b5f8061108267ffffffffffffffff84166001612e1d565b90507f00000000000000000000000000000000000000000000000000000000000000005b7f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff16821180156110de57508015155b15611160576111208361111b837f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff16611c40565b611c61565b925061115667ffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001683612d88565b915060011c6110a6565b61116e8361111b8385611c40565b949350505050565b600b548061119757604051631500c4af60e11b815260040160405180910390fd5b600c5467ffffffffffffffff16428111156111ea576040517fea4e7bb200000000000000000000000000000000000000000000000000000000815267ffffffffffffffff82166004820152602401610912565b600c8054600a8490555f600b557fffffffffffffffff000000000000000000000000000000000000000000000000811670010000000000000000000000000000000067ffffffffffffffff68010000000000000000909304929092169182026fffffffffffffffffffffffffffffffff19161790915560405167ffffffffffffffff8216815283907ffb332b8e86a2547d32a254749d32450f293166f997ff9e73626590f1564498549060200160405180910390a2505050565b6002545f90600160d01b900465ffffffffffff1680151580156112cf57504265ffffffffffff821610155b6112da575f5f6112ee565b600254600160a01b900465ffffffffffff16815b915091509091565b7f55435dd261a4b9b3364963f7738a7a662ad9c84396d64be3365284bb7f0a5041611320816116fb565b600b548061134157604051631500c4af60e11b815260040160405180910390fd5b6113635f600b55600c80546fffffffffffffffffffffffffffffffff19169055565b60405181907f03735bfdad86093bd1ec54c0aec0273cfeeeda1af0a88816d5335fcf33790516905f90a25050565b5f6108687fc51231ae62d8e11f189424660222e2cf23de9d6f4c16efd14acb3b8b844037c16113c360208501856129e1565b60208501356113d860608701604088016129fa565b6113e860808801606089016129fa565b6040805160208101969096526001600160a01b0390941693850193909352606084019190915267ffffffffffffffff90811660808401521660a082015260c00160405160208183030381529060405280519060200120611c6e565b6002545f90600160d01b900465ffffffffffff16801515801561146d57504265ffffffffffff8216105b61148857600154600160d01b900465ffffffffffff1661149b565b600254600160a01b900465ffffffffffff165b91505090565b6001546001600160a01b03163381146114e8576040517fc22c8022000000000000000000000000000000000000000000000000000000008152336004820152602401610912565b610a55611cb5565b8161150e57604051631fe1e13d60e11b815260040160405180910390fd5b610a3f8282611d62565b5f611522816116fb565b610a55611d86565b7f55435dd261a4b9b3364963f7738a7a662ad9c84396d64be3365284bb7f0a5041611554816116fb565b600954821115610a36576040516351b8025b60e11b815260048101839052602401610912565b5f611583611a10565b5f61158e8787611d90565b604080516001600160a01b038a166020820152908101889052606081018790529091505f9060800160408051601f198184030181528282528051602091820120908301520160408051601f198184030181529190528051602090910120600a54909150801580611607575061160586868385611de4565b155b1561163e576040517f09bde33900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611661898985600c60109054906101000a900467ffffffffffffffff165f611dfb565b9998505050505050505050565b5f610bfa611fea565b5f611680611a10565b61168c85858585611a4f565b95945050505050565b5f6001600160e01b031982167f7965db0b00000000000000000000000000000000000000000000000000000000148061086857507f01ffc9a7000000000000000000000000000000000000000000000000000000006001600160e01b0319831614610868565b610a558133612113565b60098190556040518181527ffa89b8474f3f0ac3d7e73b77cda3df297ea96f854298e819e50cd6e07c72968e90602001610f03565b6117445f5f61217e565b565b5f82815260208190526040902060010154611760816116fb565b61176a8383612263565b50505050565b5f8215801561178c57506002546001600160a01b038381169116145b156117af576002805473ffffffffffffffffffffffffffffffffffffffff191690555b6117b983836122d6565b9392505050565b6001600160a01b0381163314611802576040517f6697b23200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610ad48282611770565b6118146119d2565b6003805460ff191690557f5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa335b6040516001600160a01b03909116815260200160405180910390a1565b5f611867611443565b6118704261235e565b61187a9190612e30565b905061188682826123ad565b60405165ffffffffffff821681526001600160a01b038316907f3377dc44241e779dd06afab5b788a35ca5f3b778836e2990bdb26a2a4b2e5ed69060200160405180910390a25050565b5f6118da8261242a565b6118e34261235e565b6118ed9190612e30565b90506118f9828261217e565b6040805165ffffffffffff8085168252831660208201527ff1038c18cf84a56e432fdbfaf746924b7ea511dfe03a6506a0ceba4888788d9b910160405180910390a15050565b611947611a10565b6003805460ff191660011790557f62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a2586118413390565b6060610bfa7f0000000000000000000000000000000000000000000000000000000000000000612471565b6060610bfa7f0000000000000000000000000000000000000000000000000000000000000000612471565b6119da610bcf565b611744576040517f8dfc202b00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611a18610bcf565b15611744576040517fd93c066500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f611a6060808601606087016129fa565b67ffffffffffffffff16421115611ac057611a8160808601606087016129fa565b6040517f68641fc400000000000000000000000000000000000000000000000000000000815267ffffffffffffffff9091166004820152602401610912565b611ac8610c84565b67ffffffffffffffff16611ae260608701604088016129fa565b67ffffffffffffffff1610611b2757611b0160608601604087016129fa565b60405163710b57e360e01b815267ffffffffffffffff9091166004820152602401610912565b5f611b42611b3860208801886129e1565b8760200135611d90565b6001600160a01b0386165f9081527f059f08e7d7ba1c82eddc57afae67f80df851baf38a099607a779825038c3ce5b602052604090205490915060ff16611bc0576040517fa02960920000000000000000000000000000000000000000000000000000000081526001600160a01b0386166004820152602401610912565b611bd485611bcd88611391565b86866124ae565b611c0a576040517f5cd5d23300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611c36611c1a60208801886129e1565b602088013583611c3060608b0160408c016129fa565b89611dfb565b9695505050505050565b5f5f5f611c4d8585612520565b90925090505f19808218831515021861168c565b5f5f5f611c4d8585612543565b5f610868611c7a611fea565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b6001546001600160a01b03811690600160a01b900465ffffffffffff16801580611ce757504265ffffffffffff821610155b15611d0f576040516319ca5ebb60e01b815265ffffffffffff82166004820152602401610912565b611d2a5f611d256002546001600160a01b031690565b611770565b50611d355f83612263565b5050600180547fffffffffffff000000000000000000000000000000000000000000000000000016905550565b5f82815260208190526040902060010154611d7c816116fb565b61176a8383611770565b6117445f5f6123ad565b6001600160a01b0382165f90815260066020526040902054808211610868576040517ff948958500000000000000000000000000000000000000000000000000000000815260048101829052602401610912565b5f82611df1868685612553565b1495945050505050565b5f611e068486612d88565b90505f611e1560085483611c61565b90505f611e2f6001611e25610c84565b61067a9190612e4e565b905080821115611e75576040517f0638f1070000000000000000000000000000000000000000000000000000000081526004810183905260248101829052604401610912565b5f611e836201518042612d9b565b5f8181526007602052604081205460095492935091611ea29083612594565b905080861115611f09578581611eb9856001612e1d565b611ec69062015180612e6e565b6040517fd150b535000000000000000000000000000000000000000000000000000000008152600481019390935260248301919091526044820152606401610912565b6001600160a01b038b165f9081526006602052604090208a90556008859055611f328683612e1d565b60075f8581526020019081526020015f2081905550866001600160a01b03168867ffffffffffffffff168c6001600160a01b03167fc9138f8c9dbdb6c6d947cd12a1c6446bf659c087616599a5ff07068fb989befe898e604051611fa0929190918252602082015260400190565b60405180910390a4611fdc6001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168c886125a0565b505050505095945050505050565b5f306001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001614801561204257507f000000000000000000000000000000000000000000000000000000000000000046145b1561206c57507f000000000000000000000000000000000000000000000000000000000000000090565b610bfa604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f0000000000000000000000000000000000000000000000000000000000000000918101919091527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b5f828152602081815260408083206001600160a01b038516845290915290205460ff16610a3f576040517fe2517d3f0000000000000000000000000000000000000000000000000000000081526001600160a01b038216600482015260248101839052604401610912565b600254600160d01b900465ffffffffffff168015612213574265ffffffffffff821610156121ea576002546001805479ffffffffffffffffffffffffffffffffffffffffffffffffffff16600160a01b90920465ffffffffffff16600160d01b02919091179055612213565b6040517f2b1fa2edafe6f7b9e97c1a9e0c3660e645beb2dcaa2d45bdbf9beaf5472e1ec5905f90a15b50600280546001600160a01b0316600160a01b65ffffffffffff9485160279ffffffffffffffffffffffffffffffffffffffffffffffffffff1617600160d01b9290931691909102919091179055565b5f826122cc575f61227c6002546001600160a01b031690565b6001600160a01b0316146122a357604051631fe1e13d60e11b815260040160405180910390fd5b6002805473ffffffffffffffffffffffffffffffffffffffff19166001600160a01b0384161790555b6117b983836125ee565b5f828152602081815260408083206001600160a01b038516845290915281205460ff1615612357575f838152602081815260408083206001600160a01b0386168085529252808320805460ff1916905551339286917ff6391f5c32d9c69d2a47ea670b442974b53935d1edc7fd64eb21e047a839171b9190a4506001610868565b505f610868565b5f65ffffffffffff8211156123a9576040517f6dfcc6500000000000000000000000000000000000000000000000000000000081526030600482015260248101839052604401610912565b5090565b60018054600160a01b65ffffffffffff84811682027fffffffffffff000000000000000000000000000000000000000000000000000084166001600160a01b03881617179093559004168015610ad4576040517f8886ebfc4259abdbc16601dd8fb5678e54878f47b3c34836cfc51154a9605109905f90a1505050565b5f5f612434611443565b90508065ffffffffffff168365ffffffffffff161161245c576124578382612e85565b6117b9565b6117b965ffffffffffff84166206978061268e565b60605f61247d8361269d565b6040805160208082528183019092529192505f91906020820181803683375050509182525060208101929092525090565b5f846001600160a01b03163b5f0361250d575f5f6124cd8686866126dd565b5090925090505f8160038111156124e6576124e6612ea3565b1480156125045750866001600160a01b0316826001600160a01b0316145b9250505061116e565b61251985858585612724565b905061116e565b8181028281048214831517905f9061253783151590565b81029150509250929050565b80820182811015905f9082612537565b5f81815b8481101561258b576125818287878481811061257557612575612dae565b905060200201356127a7565b9150600101612557565b50949350505050565b5f5f61168c84846127d3565b6125ad83838360016127e3565b610ad4576040517f5274afe70000000000000000000000000000000000000000000000000000000081526001600160a01b0384166004820152602401610912565b5f828152602081815260408083206001600160a01b038516845290915281205460ff16612357575f838152602081815260408083206001600160a01b03861684529091529020805460ff191660011790556126463390565b6001600160a01b0316826001600160a01b0316847f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d60405160405180910390a4506001610868565b5f8282188284100282186117b9565b5f60ff8216601f811115610868576040517fb3512b0c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f80806041849003612711578435602086013560408701355f1a6127038982858561285e565b95509550955050505061271b565b505f915060029050825b93509350939050565b604080517f1626ba7e00000000000000000000000000000000000000000000000000000000808252600482018690526024820192909252604481018390525f91908390818660648301375f82606483010152601f820160051c60051b915060205f60648401838b5afa9050825f5114601f3d111681169350505050949350505050565b5f8183106127c1575f8281526020849052604090206117b9565b5f8381526020839052604090206117b9565b80820382811115905f9082612537565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f51148316612852578383151615612846573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084111561289757505f9150600390508261291c565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa1580156128e8573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b03811661291357505f92506001915082905061291c565b92505f91508190505b9450945094915050565b5f60208284031215612936575f5ffd5b81356001600160e01b0319811681146117b9575f5ffd5b803567ffffffffffffffff81168114612964575f5ffd5b919050565b5f5f6040838503121561297a575f5ffd5b8235915061298a6020840161294d565b90509250929050565b5f602082840312156129a3575f5ffd5b5035919050565b80356001600160a01b0381168114612964575f5ffd5b5f5f604083850312156129d1575f5ffd5b8235915061298a602084016129aa565b5f602082840312156129f1575f5ffd5b6117b9826129aa565b5f60208284031215612a0a575f5ffd5b6117b98261294d565b5f60208284031215612a23575f5ffd5b813565ffffffffffff811681146117b9575f5ffd5b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e060208201525f612aa060e0830189612a38565b8281036040840152612ab28189612a38565b606084018890526001600160a01b038716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b81811015612b07578351835260209384019390920191600101612ae9565b50909b9a5050505050505050505050565b5f5f83601f840112612b28575f5ffd5b50813567ffffffffffffffff811115612b3f575f5ffd5b6020830191508360208260051b8501011115612b59575f5ffd5b9250929050565b5f5f5f5f5f60608688031215612b74575f5ffd5b853567ffffffffffffffff811115612b8a575f5ffd5b8601601f81018813612b9a575f5ffd5b803567ffffffffffffffff811115612bb0575f5ffd5b8860208260071b8401011115612bc4575f5ffd5b602091820196509450612bd89087016129aa565b9250604086013567ffffffffffffffff811115612bf3575f5ffd5b612bff88828901612b18565b969995985093965092949392505050565b5f60808284031215612c20575f5ffd5b50919050565b5f60808284031215612c36575f5ffd5b6117b98383612c10565b5f5f5f5f5f60808688031215612c54575f5ffd5b612c5d866129aa565b94506020860135935060408601359250606086013567ffffffffffffffff811115612bf3575f5ffd5b5f5f5f5f60c08587031215612c99575f5ffd5b612ca38686612c10565b9350612cb1608086016129aa565b925060a085013567ffffffffffffffff811115612ccc575f5ffd5b8501601f81018713612cdc575f5ffd5b803567ffffffffffffffff811115612cf2575f5ffd5b876020828401011115612d03575f5ffd5b949793965060200194505050565b634e487b7160e01b5f52601160045260245ffd5b67ffffffffffffffff818116838216019081111561086857610868612d11565b634e487b7160e01b5f52601260045260245ffd5b5f67ffffffffffffffff831680612d7257612d72612d45565b8067ffffffffffffffff84160491505092915050565b8181038181111561086857610868612d11565b5f82612da957612da9612d45565b500490565b634e487b7160e01b5f52603260045260245ffd5b5f5f8335601e19843603018112612dd7575f5ffd5b83018035915067ffffffffffffffff821115612df1575f5ffd5b602001915036819003821315612b59575f5ffd5b5f60018201612e1657612e16612d11565b5060010190565b8082018082111561086857610868612d11565b65ffffffffffff818116838216019081111561086857610868612d11565b67ffffffffffffffff828116828216039081111561086857610868612d11565b808202811582820484141761086857610868612d11565b65ffffffffffff828116828216039081111561086857610868612d11565b634e487b7160e01b5f52602160045260245ffdfea164736f6c6343000825000a';
