import { chainInfoSchema } from '../../../shared/protocol/server-info.ts';
import type { WalletProvider } from './wallets.ts';

export type Answers = Record<string, (params: readonly unknown[]) => unknown>;

/** The chain that the wallets here know. */
export const chain = chainInfoSchema.parse({
  chainId: 31337,
  rpcUrl: 'http://127.0.0.1:8545',
  rewards: `0x${'22'.repeat(20)}`,
  token: `0x${'55'.repeat(20)}`,
  genesisHash: `0x${'ab'.repeat(32)}`,
});

/** A wallet that is on the right chain and does as it is asked, but for what is said otherwise. */
export function walletSaying(otherwise: Answers = {}) {
  const asked: string[] = [];
  const answers: Answers = {
    eth_requestAccounts: () => [`0x${'44'.repeat(20)}`],
    eth_chainId: () => '0x7a69',
    eth_call: () => `0x${(5n * 10n ** 18n).toString(16).padStart(64, '0')}`,
    eth_sendTransaction: () => `0x${'cd'.repeat(32)}`,
    eth_getTransactionReceipt: () => ({ status: '0x1', blockNumber: '0x10' }),
    ...otherwise,
  };
  const provider: WalletProvider = {
    async request({ method, params = [] }) {
      asked.push(method);
      const answer = answers[method];
      if (answer === undefined) throw Object.assign(new Error('no such method'), { code: -32601 });
      return answer(params);
    },
  };
  return { asked, provider };
}
