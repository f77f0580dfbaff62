import { formatUnits } from 'ethers';
import { serverClient } from '../../../shared/protocol/server-client.ts';
import type { ChainInfo } from '../../../shared/protocol/server-info.ts';
import { type Voucher, voucherFromFragment } from '../../../shared/protocol/voucher.ts';
import { type ClaimOutcome, claimWith } from './claim-with.ts';
import { type AnnouncedWallet, discoverWallets } from './wallets.ts';

/** The claim page: reads the voucher of its address, lists the wallets that answer, claims with the one that is chosen. */
const voucher = voucherFromFragment(location.hash);
const outcome = part('outcome');

if (voucher === null) {
  say(
    'bad',
    'This address holds no voucher.',
    'Open this page from the extension: “Claim with your own wallet”.',
  );
} else {
  void begin(voucher);
}
// A second voucher in the same tab is another page.
window.addEventListener('hashchange', () => location.reload());

async function begin(claimed: Voucher): Promise<void> {
  show(claimed);
  const chain = await chainOfServer();
  if (chain !== null && (chain.chainId !== claimed.chainId || !same(chain.rewards, claimed.contract))) {
    say(
      'bad',
      'This voucher is for another contract than the one this server pays with.',
      'Do not claim it here. Open this page from the extension that holds the voucher.',
    );
    return;
  }
  part('wallets').hidden = false;
  discoverWallets(window, (wallet) => list(wallet, claimed, chain));
}

function show({ account, contract, chainId, cumulative, deadline }: Voucher): void {
  const fields = {
    total: `${Number(formatUnits(cumulative, 18)).toLocaleString('en', { maximumFractionDigits: 2 })} TALE`,
    account,
    contract,
    chain: String(chainId),
    deadline: new Date(deadline * 1000).toISOString().slice(0, 10),
  };
  for (const [name, text] of Object.entries(fields)) {
    for (const place of document.querySelectorAll(`[data-field="${name}"]`)) place.textContent = text;
  }
  part('voucher').hidden = false;
}

function list(wallet: AnnouncedWallet, claimed: Voucher, chain: ChainInfo | null): void {
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
  button.append(`Claim with ${wallet.name}`);
  button.addEventListener('click', () => void claim(wallet, claimed, chain));
  item.append(button);
  part('wallet-list').append(item);
}

async function claim(wallet: AnnouncedWallet, claimed: Voucher, chain: ChainInfo | null): Promise<void> {
  const buttons = [...document.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  const ended = await claimWith(wallet.provider, claimed, {
    chain,
    tell: (words) => say('', words),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  sayOutcome(ended);
  for (const button of buttons) button.disabled = false;
}

function sayOutcome(ended: ClaimOutcome): void {
  if (ended.is === 'paid') {
    const amount = Number(formatUnits(ended.amount, 18)).toLocaleString('en', { maximumFractionDigits: 2 });
    say('good', `Paid: ${amount} TALE, in block ${ended.block}.`, `Transaction ${ended.tx}.`);
  } else if (ended.is === 'already-paid') {
    say('good', 'Everything this voucher says was paid before.');
  } else {
    say('bad', ended.why, ended.next);
  }
}

async function chainOfServer(): Promise<ChainInfo | null> {
  try {
    return (await serverClient(location.origin, fetch.bind(window)).call('server.info')).chain;
  } catch {
    // The voucher is good without this server's word.
    return null;
  }
}

function say(tone: '' | 'good' | 'bad', ...words: readonly string[]): void {
  outcome.className = tone;
  outcome.textContent = words.join(' ');
}

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page lacks ${id}`);
  return found;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
