import { HDNodeWallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { isDevelopmentAccount } from './development-accounts.ts';

const PHRASE = 'test test test test test test test test test test test junk';

describe('the accounts of a local chain', () => {
  it('are the first ten of the published phrase, in any case of letters', () => {
    const root = HDNodeWallet.fromPhrase(PHRASE, '', "m/44'/60'/0'/0");
    for (let index = 0; index < 10; index++) {
      const { address } = root.deriveChild(index);
      expect(isDevelopmentAccount(address), `account ${index}`).toBe(true);
      expect(isDevelopmentAccount(address.toLowerCase())).toBe(true);
    }
    expect(isDevelopmentAccount(root.deriveChild(10).address)).toBe(false);
  });
});
