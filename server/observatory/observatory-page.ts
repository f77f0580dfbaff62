import { html, raw } from 'hono/html';
import type { Figures } from './page/figures-schema.ts';

/** Rows of a table that are shown at once; the rest is in the JSON and in the log. */
const ROWS = 25;

/** The page as it stands without its script: every figure as text or table, beside the place of its chart. */
export function observatoryPage(data: Figures) {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <noscript><meta http-equiv="refresh" content="30"></noscript>
  <title>${data.server}: observatory</title>
  <link rel="stylesheet" href="/observatory.css">
  <script type="module" src="/observatory.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
  <p class="eyebrow">${data.server} observatory</p>
  <h1>An engine taught by its readers</h1>
  <p class="lead">Every update is inspected, nobody’s influence passes a cap, and every round is logged so that anyone can compute it again: here, in this browser, or from the command line.
    ${data.profile === 'laptop' ? html`<strong>Laptop profile:</strong> small rounds, epochs of a minute, no probation.` : ''}</p>
  <nav aria-label="On this page"><a href="#quality">Quality</a> <a href="#influence">Influence</a> <a href="#refused">Refusals</a> <a href="#emission">Emission</a> <a href="#rounds">Rounds</a> <a href="#powers">The server’s own powers</a> <a href="#log">Log</a> <a href="#check">Check it</a> <a href="/wishes">What holders wish</a> <a href="/tip">Tips for writers</a></nav>
</header>
<main id="content">
  <div data-live="figures">${figuresList(data)}</div>
  <div data-live="under-way">${underWay(data)}</div>
  ${quality(data)}
  ${influence(data)}
  ${refused(data)}
  ${emission(data)}
  ${roundsTable(data)}
  ${versions(data)}
  ${powers(data)}
  ${logExplorer(data)}
  ${check(data)}
</main>
</body>
</html>`;
}

const time = (ms: number) =>
  html`<time datetime="${new Date(ms).toISOString()}">${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}</time>`;
const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
const tale = (wei: string) =>
  `${(Number(BigInt(wei) / 10n ** 14n) / 1e4).toLocaleString('en', { maximumFractionDigits: 2 })}`;

type Cell = ReturnType<typeof html> | string | number;

/** A table that scrolls by itself on a narrow page and can be reached by keyboard. */
function table(
  labelledBy: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  none: string,
) {
  return html`<div class="scroll" role="region" aria-labelledby="${labelledBy}" tabindex="0"><table>
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${
      rows.length === 0
        ? html`<tr><td colspan="${heads.length}">${none}</td></tr>`
        : rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)
    }</tbody>
  </table></div>`;
}

/** Where the script draws a chart; what it shows stands in the table beside it. */
function chart(name: string, label: string) {
  return html`<figure class="chart" data-chart="${name}" hidden><canvas role="img" aria-label="${label}. The same figures are in the table."></canvas></figure>`;
}

function figuresList(data: Figures) {
  const issued = data.epochs.reduce((sum, { issued }) => sum + BigInt(issued), 0n).toString();
  return html`<dl class="figures">
    <div><dt>Participants</dt><dd>${data.participants}</dd></div>
    <div><dt>Model versions</dt><dd>${data.versions[0]?.version ?? 0}</dd></div>
    <div><dt>Rounds finished</dt><dd>${data.rounds[0]?.round ?? 0}</dd></div>
    <div><dt>Log leaves</dt><dd>${data.log.size}</dd></div>
    <div><dt>$TALE issued</dt><dd>${tale(issued)}</dd></div>
  </dl>`;
}

function underWay(data: Figures) {
  return html`${data.underWay.map(
    (round) => html`<section>
    <h2>Under way: ${round.task}, round ${round.round}</h2>
    <p><progress max="${round.target}" value="${round.accepted}" aria-label="Updates of round ${round.round}">${round.accepted} of ${round.target}</progress>
      ${round.accepted} of ${round.target} updates, ${round.state}; closes at the latest ${time(round.deadline)} UTC.</p>
  </section>`,
  )}`;
}

function quality(data: Figures) {
  const rows = [...data.quality].reverse().slice(0, ROWS);
  return html`<section data-live="quality">
    <h2 id="quality">Quality, version by version</h2>
    <p>The loss of a probe panel that the server keeps, lower is better, and what contributors outside the cohort found on their own devices: the share who say “worse”, from votes that each tell nobody’s answer. Segments are told from 50 voters on.</p>
    ${chart('quality', 'Loss of the probe panel by version')}
    ${chart('votes', 'Share of voters who found a version worse, all of them and by segment')}
    ${table(
      'quality',
      ['Task', 'Round', 'Version', 'Outcome', 'Panel loss', 'Votes', 'Worse', 'By segment'],
      rows.map((row) => [
        row.task,
        row.round,
        row.version ?? '',
        html`<span class="outcome ${row.outcome}">${row.outcome}</span>`,
        row.panelLoss?.toFixed(4) ?? '–',
        row.votes,
        row.worse === null ? '–' : `${percent(row.worse.share)} ± ${percent(row.worse.se)}`,
        row.segments
          .map(({ segment, worse, votes }) => `${segment} ${percent(worse)} (${votes})`)
          .join(', ') || '–',
      ]),
      'No version has been judged yet.',
    )}
  </section>`;
}

function influence(data: Figures) {
  return html`<section data-live="influence">
    <h2 id="influence">Influence</h2>
    <p>Who moved the model over the last 50 rounds, counted by entity: keys that are tied together are one. The Lorenz curve is the diagonal when all have the same; HHI is held below 0.18 (nothing is promoted above), and at least five parties should be needed for a third.</p>
    <div class="pair">
      ${chart('lorenz', 'Lorenz curve of influence over the last rounds')}
      ${chart('hhi', 'HHI of influence over the last rounds, by round')}
    </div>
    ${table(
      'influence',
      [
        'Task',
        'Rounds',
        'Entities',
        'Gini',
        'HHI',
        '1/HHI',
        'For a third',
        'For a half',
        'Largest',
        'Top 1 %',
      ],
      data.influence.map(({ task, rounds, entities, concentration: c }) => [
        task,
        rounds,
        entities,
        c.gini.toFixed(3),
        c.hhi.toFixed(3),
        c.effectiveParties.toFixed(1),
        c.nakamotoThird,
        c.nakamotoHalf,
        percent(c.largestShare),
        percent(c.topPercentShare),
      ]),
      'No round has finished yet.',
    )}
  </section>`;
}

function refused(data: Figures) {
  const counts = new Map<string, number>();
  for (const { refused } of data.rounds) {
    for (const [code, n] of Object.entries(refused)) counts.set(code, (counts.get(code) ?? 0) + n);
  }
  return html`<section data-live="refused">
    <h2 id="refused">What was refused</h2>
    ${chart('refused', 'Refused updates by reason and round')}
    ${table(
      'refused',
      ['Reason', `In the last ${data.rounds.length} rounds`],
      [...counts].sort((a, b) => b[1] - a[1]).map(([code, n]) => [html`<code>${code}</code>`, n]),
      'Nothing was refused.',
    )}
  </section>`;
}

function emission(data: Figures) {
  return html`<section data-live="emission">
    <h2 id="emission">Emission and claims</h2>
    <p>What an epoch pays follows from what its updates were worth; what is not earned is not issued.
      ${data.claims.relayed} claims were relayed${data.claims.lastAt === null ? '' : html`, the last at ${time(data.claims.lastAt)} UTC`}.
      ${
        data.supply.problems.length > 0
          ? html`<strong class="bad">Ledger and chain do not agree: ${data.supply.problems.join('; ')}.</strong>`
          : data.supply.checkedAt === null
            ? ''
            : html`Ledger and chain agreed at ${time(data.supply.checkedAt)} UTC.`
      }
      ${data.chain === null ? 'No chain is connected.' : html`Chain ${data.chain.chainId}, rewards <code>${data.chain.rewards}</code>, token <code>${data.chain.token}</code>.`}</p>
    ${chart('emission', 'TALE issued by epoch, and together')}
    ${table(
      'emission',
      ['Epoch', 'Pool (TALE)', 'Issued (TALE)', 'Paid', 'Not paid', 'Closed (UTC)'],
      [...data.epochs]
        .reverse()
        .slice(0, ROWS)
        .map((epoch) => [
          epoch.epoch,
          tale(epoch.pool),
          tale(epoch.issued),
          epoch.paid,
          epoch.unpaid,
          time(epoch.closedAt),
        ]),
      'No epoch has been paid yet.',
    )}
  </section>`;
}

function roundsTable(data: Figures) {
  return html`<section data-live="rounds">
    <h2 id="rounds">Rounds</h2>
    ${table(
      'rounds',
      [
        'Task',
        'Round',
        'Outcome',
        'Cohort',
        'New',
        'Not drawn',
        'Refused',
        'Rule',
        'Flagged',
        'Largest share',
        'HHI',
        'Agreement',
        'Version',
        'Leaf',
        'Closed (UTC)',
      ],
      data.rounds
        .slice(0, ROWS)
        .map((round) => [
          round.task,
          round.round,
          html`<span class="outcome ${round.outcome}">${round.outcome}</span>${round.bootstrap ? raw(' <abbr title="Fewer than 20 established entities took part lately: gates that need a crowd do not apply yet">bootstrap</abbr>') : ''}${round.reason === null ? '' : html`<br><small>${round.reason}</small>`}`,
          round.cohort,
          round.newcomers,
          round.notDrawn,
          Object.values(round.refused).reduce((sum, n) => sum + n, 0),
          ruleOf(round),
          round.flagged,
          percent(round.largestShare),
          round.hhi.toFixed(3),
          round.agreement?.toFixed(3) ?? '',
          round.version ?? '',
          html`<a href="#log" data-leaf="${round.leaf}">${round.leaf}</a>`,
          time(round.closedAt),
        ]),
      'No round has finished yet.',
    )}
  </section>`;
}

/** The rule, what it trims by, and what its proof covers where that is less. */
function ruleOf({ rule, promised }: Figures['rounds'][number]): string {
  if (rule === null) return '';
  const proof = promised === null || promised === rule.f ? '' : `, proved for ${promised}`;
  return `${rule.name}, f = ${rule.f}${proof}`;
}

function versions(data: Figures) {
  return html`<section data-live="versions">
    <h2 id="versions">Model versions</h2>
    ${table(
      'versions',
      ['Task', 'Version', 'SHA-256', 'Published (UTC)'],
      data.versions
        .slice(0, ROWS)
        .map((model) => [
          model.task,
          model.version,
          html`<a href="/models/${model.hash}"><code>${model.hash.slice(0, 16)}…</code></a>`,
          time(model.publishedAt),
        ]),
      'There is no model yet.',
    )}
  </section>`;
}

function powers(data: Figures) {
  return html`<section>
    <h2 id="powers">The server’s own powers</h2>
    <p>A server that aggregates has influence of its own. This is all of it:</p>
    ${table(
      'powers',
      ['Task', 'Rule', 'C', 'Optimiser', 'Rate', 'Cohort', 'Least', 'Full at', 'Single updates'],
      data.powers.map((p) => [
        p.task,
        p.rule,
        p.norm,
        p.optimiser,
        p.serverRate,
        p.cohort,
        p.minimum,
        p.capacity,
        p.protection,
      ]),
      'Nothing is learnt here.',
    )}
    <ul>
      <li>Who is drawn follows from a seed that is committed to before the first update and revealed in the round’s leaf; draw it again below.</li>
      <li>${data.panel ? 'It chose the probe panel by which updates are valued. Each round commits to it, and opens the direction it judged by when the epoch closes.' : 'It has no probe panel: nothing is valued, and nothing is paid.'}</li>
      <li>It can leave out whom it never let in. The log shows every update it accepted or refused by name, not those it never answered.</li>
      <li>Bodies of updates are ${data.bodies === 'public' ? 'public, so anybody can replay a round' : 'for auditors only: others can check the log, but not replay it'}.</li>
    </ul>
  </section>`;
}

function logExplorer(data: Figures) {
  return html`<section id="log">
    <h2 id="log-title">The log</h2>
    <p>Tree head: ${data.log.size} leaves, root <code>${data.log.root.slice(0, 16)}…</code>, signed ${time(data.log.at)} UTC.</p>
    <form class="search" data-search hidden>
      <label for="log-query">A leaf’s number, “round 3”, “epoch 7”, or the hash of an update, a model or a pseudonym</label>
      <span><input id="log-query" name="query" autocomplete="off" spellcheck="false"><button>Search</button></span>
    </form>
    <div data-found role="region" aria-live="polite" aria-label="What was found"></div>
    <noscript><p>With JavaScript this page searches and replays the log. Without: <code>log.entries</code> under <code>/trpc</code>.</p></noscript>
  </section>`;
}

function check(data: Figures) {
  return html`<section>
    <h2 id="check">Check it yourself</h2>
    <p>In this browser, with the code that the server itself runs: the tree head’s signature, that the log only grows, every draw, every round computed again to the bit, every payment.</p>
    <p><button data-audit hidden>Verify everything in this browser</button></p>
    <div data-audited role="status"></div>
    <p>Or trust this page as little as the server: <code>npm run promptale -- verify --server URL</code> on your own machine. The same figures: <a href="/observatory.json">observatory.json</a>; leaves shown here: ${data.log.size}.</p>
  </section>`;
}
