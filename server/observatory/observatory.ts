import { count, desc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { roundLeafSchema } from '../../shared/protocol/log.ts';
import type { Engine } from '../engine.ts';
import { activeRound } from '../rounds/open-round.ts';
import { contributors, epochs, leaves, models, rounds, updates } from '../store/schema.ts';
import { stylesheet } from './stylesheet.ts';

/** Rounds and versions on the page, newest first. */
const SHOWN = 25;

/** What the public page and `/observatory.json` show: aggregates only. */
async function summary(engine: Engine) {
  const { db } = engine;
  const [people] = await db.select({ n: count() }).from(contributors);
  const head = await engine.log.head();
  const finished = await db
    .select({ index: rounds.leafIndex, leaf: leaves.leaf })
    .from(rounds)
    .innerJoin(leaves, eq(leaves.index, rounds.leafIndex))
    .orderBy(desc(rounds.id))
    .limit(SHOWN);
  const underWay = [];
  for (const { task, capacity } of engine.tasks) {
    const round = await activeRound(db, task);
    if (round === null) continue;
    const [held] = await db.select({ n: count() }).from(updates).where(eq(updates.roundId, round.id));
    underWay.push({
      task,
      round: round.number,
      state: round.state,
      accepted: held?.n ?? 0,
      target: capacity,
      deadline: round.deadline,
    });
  }
  const versions = await db
    .select()
    .from(models)
    .orderBy(desc(models.publishedAt), desc(models.version))
    .limit(SHOWN);
  const [closedEpochs] = await db.select({ n: count() }).from(epochs);
  return {
    server: engine.config.SERVER_NAME,
    profile: engine.config.PROFILE,
    participants: people?.n ?? 0,
    underWay,
    rounds: finished.map(({ index, leaf }) => {
      const round = roundLeafSchema.parse(JSON.parse(leaf));
      return {
        leaf: index,
        task: round.task,
        round: round.round,
        outcome: round.outcome,
        reason: round.reason,
        bootstrap: round.bootstrap,
        cohort: round.cohort.length,
        refused: round.refusedByReason,
        rule: round.rule,
        largestShare: round.influence.largestShare,
        hhi: round.influence.hhi,
        agreement: round.agreement,
        version: round.result?.version ?? null,
        closedAt: round.closedAt,
      };
    }),
    versions: versions.map(({ task, version, hash, publishedAt }) => ({ task, version, hash, publishedAt })),
    closedEpochs: closedEpochs?.n ?? 0,
    log: head,
    chain:
      engine.chain() === null ? null : { chainId: engine.chain()?.chainId, rewards: engine.chain()?.rewards },
  };
}
type Summary = Awaited<ReturnType<typeof summary>>;

/** The server's public page: rounds, participants, model versions, and where to check them. */
export function observatory(engine: Engine): Hono {
  const app = new Hono();
  app.get('/observatory.json', async (c) => c.json(await summary(engine)));
  app.get('/observatory.css', (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/', async (c) => {
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'",
    );
    return c.html(page(await summary(engine)));
  });
  return app;
}

function page(data: Summary) {
  const time = (ms: number) =>
    html`<time datetime="${new Date(ms).toISOString()}">${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}</time>`;
  const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="refresh" content="10">
  <title>${data.server}: observatory</title>
  <link rel="stylesheet" href="/observatory.css">
</head>
<body>
<header>
  <p class="eyebrow">${data.server} observatory</p>
  <h1>An engine taught by its readers</h1>
  <p class="lead">Every round is inspected, capped and logged; anyone can replay it.
    ${data.profile === 'laptop' ? html`<strong>Laptop profile:</strong> small rounds, epochs of a minute, no probation.` : ''}</p>
</header>
<main>
  <dl class="figures">
    <div><dt>Participants</dt><dd>${data.participants}</dd></div>
    <div><dt>Model versions</dt><dd>${data.versions[0]?.version ?? 0}</dd></div>
    <div><dt>Rounds finished</dt><dd>${data.rounds[0]?.round ?? 0}</dd></div>
    <div><dt>Epochs paid</dt><dd>${data.closedEpochs}</dd></div>
    <div><dt>Log leaves</dt><dd>${data.log.size}</dd></div>
  </dl>
  ${data.underWay.map(
    (round) => html`<section aria-labelledby="now">
    <h2 id="now">Under way: ${round.task}, round ${round.round}</h2>
    <p><progress max="${round.target}" value="${round.accepted}">${round.accepted} of ${round.target}</progress>
      ${round.accepted} of ${round.target} updates, ${round.state}; closes at the latest ${time(round.deadline)} UTC.</p>
  </section>`,
  )}
  <section aria-labelledby="rounds">
    <h2 id="rounds">Rounds</h2>
    <div class="scroll" role="region" aria-labelledby="rounds" tabindex="0"><table>
      <thead><tr><th>Round</th><th>Outcome</th><th>Cohort</th><th>Refused</th><th>Rule</th><th>Largest share</th><th>HHI</th><th>Version</th><th>Leaf</th><th>Closed (UTC)</th></tr></thead>
      <tbody>${
        data.rounds.length === 0
          ? html`<tr><td colspan="10">No round has finished yet.</td></tr>`
          : data.rounds.map(
              (round) => html`<tr>
        <td>${round.round}</td>
        <td><span class="outcome ${round.outcome}">${round.outcome}</span>${round.bootstrap ? raw(' <abbr title="Fewer than 20 established entities: crowd gates do not apply yet">bootstrap</abbr>') : ''}${round.reason === null ? '' : html`<br><small>${round.reason}</small>`}</td>
        <td>${round.cohort}</td>
        <td>${
          Object.entries(round.refused)
            .map(([code, n]) => `${code} ${n}`)
            .join(', ') || '0'
        }</td>
        <td>${round.rule === null ? '' : `${round.rule.name}, f = ${round.rule.f}`}</td>
        <td>${percent(round.largestShare)}</td>
        <td>${round.hhi.toFixed(3)}</td>
        <td>${round.version ?? ''}</td>
        <td>${round.leaf ?? ''}</td>
        <td>${time(round.closedAt)}</td>
      </tr>`,
            )
      }</tbody>
    </table></div>
  </section>
  <section aria-labelledby="versions">
    <h2 id="versions">Model versions</h2>
    <div class="scroll" role="region" aria-labelledby="versions" tabindex="0"><table>
      <thead><tr><th>Task</th><th>Version</th><th>SHA-256</th><th>Published (UTC)</th></tr></thead>
      <tbody>${data.versions.map(
        (model) =>
          html`<tr><td>${model.task}</td><td>${model.version}</td><td><a href="/models/${model.hash}"><code>${model.hash.slice(0, 16)}…</code></a></td><td>${time(model.publishedAt)}</td></tr>`,
      )}</tbody>
    </table></div>
  </section>
  <section aria-labelledby="check">
    <h2 id="check">Check it yourself</h2>
    <p>Tree head: ${data.log.size} leaves, root <code>${data.log.root.slice(0, 16)}…</code>. Replay every round:
      <code>npm run promptale -- verify --server URL</code>. The same figures: <a href="/observatory.json">observatory.json</a>.</p>
  </section>
</main>
</body>
</html>`;
}
