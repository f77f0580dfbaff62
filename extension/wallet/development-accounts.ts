/** The chain id that anvil and hardhat give to a chain on one's own machine. */
export const DEVELOPMENT_CHAIN_ID = 31337;

/**
 * True for the accounts every local chain starts with. Their private keys are in every manual (mnemonic
 * `test test test test test test test test test test test junk`), so on any other chain a payout to one is taken by a
 * bot within seconds, and a voucher signed by one is signed by nobody in particular.
 *
 * @param address in any case of letters.
 */
export function isDevelopmentAccount(address: string): boolean {
  return DEVELOPMENT_ACCOUNTS.has(address.toLowerCase());
}

/** The first ten accounts at `m/44'/60'/0'/0/i`; the test derives them again. */
const DEVELOPMENT_ACCOUNTS: ReadonlySet<string> = new Set([
  '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
  '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
  '0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc',
  '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
  '0x15d34aaf54267db7d7c367839aaf71a00a2c6a65',
  '0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc',
  '0x976ea74026e726554db657fa54763abd0c3a0aa9',
  '0x14dc79964da2c08b23698b3d3cc7ca32193d9955',
  '0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f',
  '0xa0ee7a142d267c1f36714e4a8f75612f20a79720',
]);
