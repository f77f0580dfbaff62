import { type Leaf, leafSchema, type RoundLeaf } from '../../../shared/protocol/log.ts';
import type { ServerClient } from '../../../shared/protocol/server-client.ts';
import { replayRound } from '../../../shared/replay/replay-round.ts';
import { drawProblem } from '../../../shared/replay/verify-draw.ts';
import { electionProblem } from '../../../shared/replay/verify-election.ts';
import { verifyHead, verifyLeaf } from '../../../shared/replay/verify-log.ts';

/** Leaves a search looks at in one request, and shows at most. */
const PAGE = 200;
const SHOWN = 5;

interface Found {
  readonly index: number;
  readonly raw: unknown;
  readonly leaf: Leaf | null;
}

/** Search in the log, and a button for each round that computes it again in this browser. */
export function openLogExplorer(page: Document, client: ServerClient): void {
  const form = page.querySelector<HTMLFormElement>('[data-search]');
  const place = page.querySelector<HTMLElement>('[data-found]');
  const input = form?.querySelector('input');
  if (form === null || place === null || input === null || input === undefined) return;
  form.hidden = false;

  const search = async (query: string): Promise<void> => {
    place.replaceChildren(line(page, 'Searching …'));
    try {
      const found = await findLeaves(client, query);
      place.replaceChildren(
        ...(found.length === 0
          ? [line(page, 'Nothing in the log matches.')]
          : found.map((each) => card(page, client, each))),
      );
    } catch (error) {
      place.replaceChildren(line(page, troubleText(error)));
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void search(input.value.trim());
  });
  page.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-leaf]') : null;
    if (link === null) return;
    input.value = link.dataset['leaf'] ?? '';
    void search(input.value);
  });
}

/** Leaves by number, by round, by epoch, or with a hash in them; newest first. */
async function findLeaves(client: ServerClient, query: string): Promise<Found[]> {
  const { size } = await client.call('log.head');
  if (/^\d+$/.test(query)) return Number(query) < size ? leavesFrom(client, Number(query), 1) : [];
  const numbered = /^(round|epoch)\s+(\d+)$/i.exec(query);
  const [, kind, number] = numbered ?? [];
  const matches = ({ raw, leaf }: Found): boolean => {
    if (kind === undefined) return query.length >= 6 && JSON.stringify(raw).includes(query.toLowerCase());
    if (kind.toLowerCase() === 'round') return leaf?.type === 'round' && leaf.round === Number(number);
    return leaf?.type === 'epoch' && leaf.epoch === Number(number);
  };
  const found: Found[] = [];
  for (let end = size; end > 0 && found.length < SHOWN; end -= PAGE) {
    const from = Math.max(0, end - PAGE);
    const leaves = await leavesFrom(client, from, end - from);
    found.push(...leaves.reverse().filter(matches));
  }
  return found.slice(0, SHOWN);
}

async function leavesFrom(client: ServerClient, from: number, count: number): Promise<Found[]> {
  const { entries } = await client.call('log.entries', { from, count });
  return entries.map(({ index, leaf }) => {
    const parsed = leafSchema.safeParse(leaf);
    return { index, raw: leaf, leaf: parsed.success ? parsed.data : null };
  });
}

function card(page: Document, client: ServerClient, found: Found): HTMLElement {
  const box = page.createElement('article');
  const title = page.createElement('h3');
  title.textContent = `Leaf ${found.index}: ${titleOf(found.leaf)}`;
  const inclusion = line(page, 'Checking that it is in the signed tree …');
  const details = page.createElement('details');
  const summary = page.createElement('summary');
  summary.textContent = 'The leaf, as it was hashed';
  const text = page.createElement('pre');
  text.tabIndex = 0;
  text.textContent = JSON.stringify(found.raw, null, 2);
  details.append(summary, text);
  box.append(title, inclusion, details);
  void isIncluded(client, found).then(
    (held) => {
      inclusion.textContent = held
        ? '✓ It stands in the tree that the log key signed.'
        : '✗ It does NOT stand in the tree that the log key signed.';
      inclusion.className = held ? 'good' : 'bad';
    },
    (error: unknown) => {
      inclusion.textContent = troubleText(error);
    },
  );
  if (found.leaf?.type === 'round' && found.leaf.result !== null) {
    box.append(replayButton(page, client, found.leaf));
  }
  return box;
}

function titleOf(leaf: Leaf | null): string {
  if (leaf === null) return 'of an unknown kind';
  switch (leaf.type) {
    case 'genesis':
      return `the first model of ${leaf.task}`;
    case 'round':
      return `${leaf.task}, round ${leaf.round}, ${leaf.outcome}`;
    case 'epoch':
      return `epoch ${leaf.epoch}`;
    case 'exit':
      return `exit root through epoch ${leaf.epoch}, ${leaf.accounts} accounts`;
    case 'credit-window':
      return `keys of credits, window ${leaf.window}`;
    case 'credits':
      return `credits that came back through epoch ${leaf.epoch}`;
    case 'wishes':
      return `what holders wish of the parameters, epoch ${leaf.epoch}`;
  }
}

async function isIncluded(client: ServerClient, { index, raw }: Found): Promise<boolean> {
  const { logKey } = await client.call('server.info');
  const head = await client.call('log.head');
  const { proof } = await client.call('log.inclusion', { index, size: head.size });
  return (await verifyHead(head, logKey)) && verifyLeaf(raw, index, proof, head);
}

function replayButton(page: Document, client: ServerClient, leaf: RoundLeaf): HTMLElement {
  const box = page.createElement('p');
  const button = page.createElement('button');
  button.textContent = `Replay round ${leaf.round} in this browser`;
  const outcome = page.createElement('span');
  outcome.setAttribute('role', 'status');
  box.append(button, ' ', outcome);
  button.addEventListener('click', () => {
    button.disabled = true;
    outcome.className = '';
    outcome.textContent = `fetching ${leaf.cohort.length} updates and computing …`;
    void verdictOn(client, leaf)
      .catch((error: unknown) => ({ holds: false, text: troubleText(error) }))
      .then(({ holds, text }) => {
        outcome.className = holds ? 'good' : 'bad';
        outcome.textContent = text;
        button.disabled = false;
      });
  });
  return box;
}

async function verdictOn(client: ServerClient, leaf: RoundLeaf): Promise<{ holds: boolean; text: string }> {
  const problem = drawProblem(leaf) ?? electionProblem(leaf);
  if (problem !== null) return { holds: false, text: `✗ ${problem}` };
  const started = performance.now();
  const verdict = await replayRound(leaf, (hash) => client.bytes(`/blobs/${hash}`, hash));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  switch (verdict.replay) {
    case 'identical':
      return {
        holds: true,
        text: `✓ the same model to the bit: ${verdict.model.slice(0, 16)}…, in ${seconds} s`,
      };
    case 'not-replayable':
      return { holds: false, text: `It cannot be replayed: ${verdict.reason}.` };
    case 'different':
      return { holds: false, text: `✗ ${verdict.problem}` };
  }
}

/** Why something could not be done, in words. */
export function troubleText(error: unknown): string {
  return error instanceof Error ? `It could not be done: ${error.message}` : 'It could not be done.';
}

function line(page: Document, text: string): HTMLElement {
  const paragraph = page.createElement('p');
  paragraph.textContent = text;
  return paragraph;
}
