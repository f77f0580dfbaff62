import { fromFragment } from '../../../shared/protocol/fragment.ts';
import type { ChainInfo } from '../../../shared/protocol/server-info.ts';
import { type Tip, tipSchema } from '../../../shared/protocol/tip.ts';
import { isTipOf, tipLine } from '../../../shared/tips/tip-line.ts';
import { writerAt } from '../../../shared/tips/writer.ts';
import { chainOfServer, fill, listWallet, part, say, taleWords, wait } from '../wallet/parts.ts';
import { type AnnouncedWallet, discoverWallets } from '../wallet/wallets.ts';
import { signTipLine } from './sign-line.ts';
import { type TipOutcome, tipAmount, tipWith } from './tip-with.ts';

/** The tip page: with a writer's signed line in its address it gives TALE to them; without, it makes such a line. */
const tip = fromFragment(tipSchema, location.hash);

if (location.hash.length <= 1) void beginLine();
else if (tip === null || !isTipOf(tip))
  say(
    'bad',
    'This address holds no signed line of a writer.',
    'Open this page from the extension, on a page of the writer.',
  );
else void beginTip(tip);
// Another writer in the same tab is another page.
window.addEventListener('hashchange', () => location.reload());

async function beginTip(writer: Tip): Promise<void> {
  fill({ writer: writer.writer, address: writer.address });
  const profile = part('profile');
  if (profile instanceof HTMLAnchorElement) profile.href = `https://${writer.writer}`;
  part('tip').hidden = false;
  const chain = await chainOfServer();
  if (chain === null) {
    say('bad', 'This server names no chain at the moment.', 'Nothing can be sent; try again later.');
    return;
  }
  fill({ chain: String(chain.chainId), token: chain.token });
  begin('Tip', (wallet) => give(wallet, writer, chain));
}

async function give(wallet: AnnouncedWallet, writer: Tip, chain: ChainInfo): Promise<void> {
  const amount = tipAmount(input('amount').value);
  if (amount === null) {
    say('bad', 'This is no amount of TALE.', 'Type a number, like 5 or 0.25.');
    input('amount').focus();
    return;
  }
  sayTipped(await tipWith(wallet.provider, writer, amount, { chain, tell, pause: wait }), writer);
}

function sayTipped(ended: TipOutcome, { writer }: Tip): void {
  if (ended.is === 'tipped')
    say(
      'good',
      `${taleWords(ended.amount)} went to ${writer}, in block ${ended.block}.`,
      `Transaction ${ended.tx}.`,
    );
  else if (ended.is === 'too-little')
    say('bad', `This account holds ${taleWords(ended.holds)}, less than that.`, 'Nothing was sent.');
  else say('bad', ended.why, ended.next);
}

async function beginLine(): Promise<void> {
  part('line').hidden = false;
  begin('Sign', makeLine);
}

async function makeLine(wallet: AnnouncedWallet): Promise<void> {
  part('made').hidden = true;
  const writer = writerAt(input('profile-address').value.trim());
  if (writer === null) {
    say(
      'bad',
      'This is no profile’s address of a site on which tips are known.',
      'Copy the address of your own profile from your browser.',
    );
    input('profile-address').focus();
    return;
  }
  const made = await signTipLine(wallet.provider, writer, { tell });
  if (made.is === 'failed') return say('bad', made.why, made.next);
  const line = part('line-text');
  if (line instanceof HTMLTextAreaElement) {
    line.value = tipLine(made.tip);
    part('made').hidden = false;
    line.select();
  }
  say('good', `Signed for ${writer}. Put the line into your profile, a summary or a note, as it stands.`);
}

function begin(act: string, work: (wallet: AnnouncedWallet) => Promise<void>): void {
  part('wallets').hidden = false;
  discoverWallets(window, (wallet) => listWallet(wallet, part('wallet-list'), act, () => work(wallet)));
}

function tell(words: string): void {
  say('', words);
}

function input(id: string): HTMLInputElement {
  const found = part(id);
  if (!(found instanceof HTMLInputElement)) throw new Error(`${id} is no field`);
  return found;
}
