import { formatUnits } from 'ethers';
import { serverClient } from '../../../shared/protocol/server-client.ts';
import type { ChainInfo } from '../../../shared/protocol/server-info.ts';
import type { AnnouncedWallet } from './wallets.ts';

/** The parts that every page for wallets has: a list of wallets, and a line that says how it went. */

/** @throws when the page lacks it */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page lacks ${id}`);
  return found;
}

/** Says how it went, in the page's one line for it. */
export function say(tone: '' | 'good' | 'bad', ...words: readonly string[]): void {
  const outcome = part('outcome');
  outcome.className = tone;
  outcome.textContent = words.join(' ');
}

/** Fills every place of a name. */
export function fill(fields: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(fields)) {
    for (const place of document.querySelectorAll(`[data-field="${name}"]`)) place.textContent = text;
  }
}

/**
 * A button for a wallet that has answered. While its work is under way, no button of the page can be clicked.
 * @param act what the button does, as its words begin: “Claim”
 */
export function listWallet(
  wallet: AnnouncedWallet,
  list: HTMLElement,
  act: string,
  work: () => Promise<void>,
): void {
  part('no-wallet').hidden = true;
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  if (wallet.icon !== null) {
    const icon = document.createElement('img');
    icon.src = wallet.icon;
    icon.alt = '';
    icon.width = 20;
    icon.height = 20;
    button.append(icon, ' ');
  }
  button.append(`${act} with ${wallet.name}`);
  button.addEventListener('click', async () => {
    const buttons = [...document.querySelectorAll('button')];
    for (const other of buttons) other.disabled = true;
    try {
      await work();
    } finally {
      for (const other of buttons) other.disabled = false;
    }
  });
  item.append(button);
  list.append(item);
}

/** The chain this server pays on; null where it pays on none, or does not answer. */
export async function chainOfServer(): Promise<ChainInfo | null> {
  try {
    return (await serverClient(location.origin, fetch.bind(window)).call('server.info')).chain;
  } catch {
    return null;
  }
}

/** @param wei of TALE */
export function taleWords(wei: bigint): string {
  return `${Number(formatUnits(wei, 18)).toLocaleString('en', { maximumFractionDigits: 2 })} TALE`;
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
