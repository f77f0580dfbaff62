import { fromFragment } from '../../../shared/protocol/fragment.ts';
import { type Voucher, voucherSchema } from '../../../shared/protocol/voucher.ts';
import { chainOfServer, fill, listWallet, part, same, say, taleWords, wait } from '../wallet/parts.ts';
import { discoverWallets } from '../wallet/wallets.ts';
import { type ClaimOutcome, claimWith } from './claim-with.ts';

/** The claim page: reads the voucher of its address, lists the wallets that answer, claims with the one that is chosen. */
const voucher = fromFragment(voucherSchema, location.hash);

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
  // The voucher is good without this server's word.
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
  discoverWallets(window, (wallet) =>
    listWallet(wallet, part('wallet-list'), 'Claim', async () => {
      const tell = (words: string): void => say('', words);
      sayOutcome(await claimWith(wallet.provider, claimed, { chain, tell, pause: wait }));
    }),
  );
}

function show({ account, contract, chainId, cumulative, deadline }: Voucher): void {
  fill({
    total: taleWords(BigInt(cumulative)),
    account,
    contract,
    chain: String(chainId),
    deadline: new Date(deadline * 1000).toISOString().slice(0, 10),
  });
  part('voucher').hidden = false;
}

function sayOutcome(ended: ClaimOutcome): void {
  if (ended.is === 'paid')
    say('good', `Paid: ${taleWords(ended.amount)}, in block ${ended.block}.`, `Transaction ${ended.tx}.`);
  else if (ended.is === 'already-paid') say('good', 'Everything this voucher says was paid before.');
  else say('bad', ended.why, ended.next);
}
