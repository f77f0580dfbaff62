import type { BrowserContext } from '@playwright/test';
import { z } from 'zod';
import { type DevRole, devAccount } from '../../contracts/dev-accounts.ts';

export interface InjectedWallet {
  /** Whose account it offers. */
  account: DevRole;
  /** Its owner says no to the next transactions. */
  declines: boolean;
  /** Methods that pages called. */
  readonly asked: string[];
}

/** A wallet in every page that is opened from now on (EIP-6963), over an account that the local chain signs for. */
export async function injectWallet(
  context: BrowserContext,
  rpcUrl: string,
  account: DevRole,
): Promise<InjectedWallet> {
  const wallet: InjectedWallet = { account, declines: false, asked: [] };
  let chainId = '0x1';
  await context.exposeFunction('askTestWallet', async (method: string, params: unknown[]) => {
    wallet.asked.push(method);
    if (method === 'eth_requestAccounts') return { result: [devAccount(wallet.account).address] };
    if (method === 'eth_chainId') return { result: chainId };
    if (method === 'wallet_switchEthereumChain') {
      chainId = z.object({ chainId: z.string() }).parse(params[0]).chainId;
      return { result: null };
    }
    if (method === 'eth_sendTransaction' && wallet.declines)
      return { error: { code: 4001, message: 'User rejected the request.' } };
    const answer = await fetch(rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    return answer.json();
  });
  await context.addInitScript(announceTestWallet);
  return wallet;
}

/** Runs in the page. */
function announceTestWallet(): void {
  const ask = Reflect.get(window, 'askTestWallet');
  const provider = {
    async request({ method, params = [] }: { method: string; params?: unknown[] }) {
      const { result, error } = await ask(method, params);
      if (error !== undefined) throw error;
      return result;
    },
  };
  const info = { uuid: 'test-wallet', name: 'Test Wallet', icon: 'data:image/svg+xml,<svg/>', rdns: 'test' };
  const announce = (): void => {
    const detail = Object.freeze({ info, provider });
    window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  };
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
}
