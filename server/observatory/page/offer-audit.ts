import type { ServerClient } from '../../../shared/protocol/server-client.ts';
import { type Audit, auditServer } from '../../../shared/replay/audit-server.ts';
import { troubleText } from './log-explorer.ts';

/** The button that has this browser check the whole log, as `promptale verify` does. */
export function offerAudit(page: Document, client: ServerClient): void {
  const button = page.querySelector<HTMLButtonElement>('[data-audit]');
  const place = page.querySelector<HTMLElement>('[data-audited]');
  if (button === null || place === null) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    button.disabled = true;
    place.className = '';
    place.textContent = 'Fetching the log, and computing every round again …';
    void auditServer(client)
      .then(
        (audit) => {
          place.className = audit.ok ? 'good' : 'bad';
          place.replaceChildren(...told(page, audit));
        },
        (error: unknown) => {
          place.className = 'bad';
          place.textContent = troubleText(error);
        },
      )
      .finally(() => {
        button.disabled = false;
      });
  });
}

function told(page: Document, audit: Audit): HTMLElement[] {
  const lines = [
    audit.ok ? '✓ The log holds.' : '✗ The log does not hold:',
    ...audit.problems,
    `${audit.leaves} leaves; ${audit.replayed} of ${audit.rounds} rounds computed again to the bit.`,
    ...audit.notReplayable.map(({ round, reason }) => `Round ${round} cannot be replayed: ${reason}.`),
    audit.rewardsRecomputed
      ? 'Every payment follows from the values that were opened.'
      : 'Payments could not all be computed again: something they follow from is not public, or not stored any more.',
  ];
  return lines.map((text) => {
    const paragraph = page.createElement('p');
    paragraph.textContent = text;
    return paragraph;
  });
}
