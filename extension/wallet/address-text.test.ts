import { describe, expect, it } from 'vitest';
import { groupedAddress, shortAddress } from './address-text.ts';

const ALICE = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';

describe('an address on the screen', () => {
  it('is grouped for comparing and shortened for lists', () => {
    expect(groupedAddress(ALICE)).toBe('0x 5aAe b605 3F3E 94C9 b9A0 9f33 6694 35E7 Ef1B eAed');
    expect(shortAddress(ALICE)).toBe('0x5aAe…eAed');
  });
});
