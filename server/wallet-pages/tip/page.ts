import type { Hono } from 'hono';
import { html } from 'hono/html';
import { tipHosts } from '../../../shared/tips/writer.ts';
import { walletPage } from '../wallet/page.ts';

/** Where a reader tips a writer from a wallet of their own, and where a writer makes the line that readers are led by. */
export function tipPage(): Hono {
  return walletPage({
    path: '/tip',
    title: 'Tips for writers',
    script: new URL('./main.ts', import.meta.url),
    body: html`<section id="tip" aria-labelledby="tip-title" hidden>
    <h2 id="tip-title">To whom</h2>
    <p>The writer at <a id="profile" rel="noreferrer"><span data-field="writer"></span></a>, at the address that they published in their own words and signed for: <code data-field="address"></code>.</p>
    <p><label for="amount">How much, in TALE</label><br><input id="amount" inputmode="decimal" autocomplete="off" value="1"></p>
    <p>All of it goes to the writer; your wallet pays the chain’s fee. Both addresses, the amount and the time become public for good, and so does whatever else is known of your address. The token is <code data-field="token"></code> on chain <span data-field="chain"></span>.</p>
  </section>
  <section id="line" aria-labelledby="line-title" hidden>
    <h2 id="line-title">For writers: your line</h2>
    <p>Readers who have PrompTale are shown that you take tips where this line stands in your profile, in a summary or in a note. It is signed for your profile alone: copied into another’s pages it means nothing, and nobody can put another address into it.</p>
    <p>The line is public, and so is what comes to its address: an address that is known to be yours elsewhere ties the two together.</p>
    <p><label for="profile-address">Address of your profile</label><br><input id="profile-address" type="url" autocomplete="url" placeholder="https://archiveofourown.org/users/…"></p>
    <p>Known are profiles of ${tipHosts.join(', ')}.</p>
  </section>`,
    result: html`<p id="made" hidden><label for="line-text">Your line</label><br><textarea id="line-text" rows="4" readonly></textarea></p>`,
  });
}
