import type { Hono } from 'hono';
import { html } from 'hono/html';
import { walletPage } from '../wallet/page.ts';

/** Where somebody claims with a wallet of their own. */
export function claimPage(): Hono {
  return walletPage({
    path: '/claim',
    title: 'Claim TALE with your own wallet',
    script: new URL('./main.ts', import.meta.url),
    body: html`<section id="voucher" aria-labelledby="voucher-title" hidden>
    <h2 id="voucher-title">What is claimed</h2>
    <dl class="figures">
      <div><dt>In all, ever</dt><dd data-field="total"></dd></div>
    </dl>
    <p>Paid to <code data-field="account"></code>, whichever wallet sends the transaction; that wallet pays the chain’s fee. What this address has claimed before is taken off. The address, the amount and the day become public for good.</p>
    <p>Contract <code data-field="contract"></code> on chain <span data-field="chain"></span>. The voucher is good until <span data-field="deadline"></span>.</p>
  </section>`,
  });
}
