import { Interface } from 'ethers';
import { revertData } from '../../shared/protocol/revert-data.ts';
import { rewardsAbi } from './abi.ts';

/** A revert of `claim`, decoded; amounts in wei, times in Unix seconds. */
export type ClaimRevert =
  | { readonly revert: 'NothingToClaim'; readonly already: bigint }
  | { readonly revert: 'DailyCapReached'; readonly resetsAt: number }
  | {
      readonly revert:
        | 'VoucherExpired'
        | 'EpochNotFinished'
        | 'NotASigner'
        | 'BadSignature'
        | 'EmissionExceeded'
        | 'EnforcedPause'
        | 'InvalidProof'
        | 'unknown';
    };

/**
 * Decodes why the contract refused a claim, from an error of ethers, from raw revert data (`0x…`), or from an error
 * with such data somewhere in its `data`, `error`, `info` or `cause`.
 *
 * @returns null when there is no revert data at all, which means that no contract refused anything: the node failed.
 */
export function decodeClaimRevert(error: unknown): ClaimRevert | null {
  const data = revertData(error);
  if (data === null) return null;
  const parsed = parseError(data);
  if (parsed === null) return { revert: 'unknown' };
  switch (parsed.name) {
    case 'NothingToClaim':
      return { revert: parsed.name, already: BigInt(parsed.args[0]) };
    case 'DailyCapReached':
      return { revert: parsed.name, resetsAt: Number(parsed.args[2]) };
    case 'VoucherExpired':
    case 'EpochNotFinished':
    case 'NotASigner':
    case 'BadSignature':
    case 'EmissionExceeded':
    case 'EnforcedPause':
    case 'InvalidProof':
      return { revert: parsed.name };
    default:
      return { revert: 'unknown' };
  }
}

const contractErrors = new Interface(rewardsAbi);

function parseError(data: string) {
  try {
    return contractErrors.parseError(data);
  } catch {
    return null;
  }
}
