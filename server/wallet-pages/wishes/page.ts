import type { Hono } from 'hono';
import { html } from 'hono/html';
import { walletPage } from '../wallet/page.ts';

/** Where holders of TALE say what they wish of the engine's parameters. */
export function wishesPage(): Hono {
  return walletPage({
    path: '/wishes',
    title: 'What holders wish',
    script: new URL('./main.ts', import.meta.url),
    body: html`<section aria-labelledby="table-title">
    <h2 id="table-title">The engine’s parameters</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="table-title"><table>
      <thead><tr><th scope="col">Parameter</th><th scope="col">As it is</th><th scope="col">Wished</th><th scope="col">Parties</th></tr></thead>
      <tbody id="rows"></tbody>
    </table></div>
    <p id="counted"></p>
    <p>Wishes decide nothing: no round reads them. The operator sees them, as everybody does, and answers for what is changed. A party is heard by the TALE that is delegated to its accounts, up to ten; more makes no voice louder, and no party has more than a twentieth of a tally (twice an equal share where there are fewer than forty). Accounts of one contributor, or of contributors who came by one invitation, are one party; all accounts that nobody here is paid at are one party together.</p>
  </section>
  <section aria-labelledby="wish-title">
    <h2 id="wish-title">Your wish</h2>
    <p><label for="parameter">Parameter</label><br><select id="parameter"></select></p>
    <p><label for="choice">It should be</label><br><select id="choice"></select></p>
    <p>Your address, its votes, the wish and a number that is the same for all your accounts here become public for good: they stand in the log, so that anyone can count again. So does the fact that you contribute here.</p>
  </section>`,
  });
}
