import { Hono } from 'hono';
import { html } from 'hono/html';
import { stylesheet } from '../observatory/stylesheet.ts';
import { pageScript } from '../page-script.ts';

/**
 * The page on which somebody claims with a wallet of their own: extensions' pages are not shown to wallets, this one is.
 * The voucher comes in the address's fragment, which no browser sends; the server learns nothing here.
 */
export function claimPage(): Hono {
  const app = new Hono();
  app.get('/claim.js', async (c) =>
    c.body(await pageScript(new URL('./page/main.ts', import.meta.url)), 200, {
      'content-type': 'text/javascript; charset=utf-8',
    }),
  );
  app.get('/claim.css', (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/claim', (c) => {
    // Wallets name their own icons, as data.
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    c.header('referrer-policy', 'no-referrer');
    return c.html(page());
  });
  return app;
}

function page() {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Claim TALE with your wallet</title>
  <link rel="stylesheet" href="/claim.css">
  <script type="module" src="/claim.js"></script>
</head>
<body>
<main>
  <p class="eyebrow">PrompTale</p>
  <h1>Claim TALE with your own wallet</h1>
  <noscript><p>This page speaks to your wallet by script; without scripts, claim from the extension.</p></noscript>
  <section id="voucher" aria-labelledby="voucher-title" hidden>
    <h2 id="voucher-title">What is claimed</h2>
    <dl class="figures">
      <div><dt>In all, ever</dt><dd data-field="total"></dd></div>
    </dl>
    <p>Paid to <code data-field="account"></code>, whichever wallet sends the transaction; that wallet pays the chain’s fee. What this address has claimed before is taken off. The address, the amount and the day become public for good.</p>
    <p>Contract <code data-field="contract"></code> on chain <span data-field="chain"></span>. The voucher is good until <span data-field="deadline"></span>.</p>
  </section>
  <section id="wallets" aria-labelledby="wallets-title" hidden>
    <h2 id="wallets-title">Your wallets</h2>
    <p id="no-wallet">No wallet has answered yet. One that speaks EIP-6963 shows up here by itself once it is installed and switched on for this page.</p>
    <ul id="wallet-list" class="wallets"></ul>
  </section>
  <p id="outcome" role="status" aria-live="polite"></p>
</main>
</body>
</html>`;
}
