import { Hono } from 'hono';
import { html } from 'hono/html';
import { stylesheet } from '../../observatory/stylesheet.ts';
import { pageScript } from '../../page-script.ts';

/** A page of the server that speaks to wallets: extensions' pages are not shown to them, this one is. */
export interface WalletPage {
  /** Its address, and its files' name: `/claim`. */
  readonly path: `/${string}`;
  readonly title: string;
  /** The file that its script begins with. */
  readonly script: URL;
  /** Below the heading, above the wallets that answer. */
  readonly body: ReturnType<typeof html>;
  /** Between the wallets and how it went. */
  readonly result?: ReturnType<typeof html>;
}

/** The page, its script and its style. What it is opened with stands in the fragment, which no browser sends. */
export function walletPage({ path, title, script, body, result }: WalletPage): Hono {
  const app = new Hono();
  app.get(`${path}.js`, async (c) =>
    c.body(await pageScript(script), 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get(`${path}.css`, (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get(path, (c) => {
    // Wallets name their own icons, as data.
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    c.header('referrer-policy', 'no-referrer');
    return c.html(html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="stylesheet" href="${path}.css">
  <script type="module" src="${path}.js"></script>
</head>
<body>
<main>
  <p class="eyebrow">PrompTale</p>
  <h1>${title}</h1>
  <noscript><p>This page speaks to your wallet by script, and does nothing without.</p></noscript>
  ${body}
  <section id="wallets" aria-labelledby="wallets-title" hidden>
    <h2 id="wallets-title">Your wallets</h2>
    <p id="no-wallet">No wallet has answered yet. One that speaks EIP-6963 shows up here by itself once it is installed and switched on for this page.</p>
    <ul id="wallet-list" class="wallets"></ul>
  </section>
  ${result}
  <p id="outcome" role="status" aria-live="polite"></p>
</main>
</body>
</html>`);
  });
  return app;
}
