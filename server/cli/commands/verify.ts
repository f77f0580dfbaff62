import { serverClient } from '../../../shared/protocol/server-client.ts';
import { auditServer } from '../../../shared/replay/audit-server.ts';
import { readAuditorKey } from '../auditor-key.ts';
import { failed, give, type JsonOption, UsageError } from '../output.ts';

/** `promptale verify`: trusts nobody, recomputes everything. Exit 1 when anything does not hold. */
export async function verifyCommand(options: {
  server: string;
  auditor?: string;
  json?: JsonOption;
}): Promise<void> {
  if (!URL.canParse(options.server)) throw new UsageError(`--server is not an address: ${options.server}`);
  const auditor = options.auditor === undefined ? null : await readAuditorKey(options.auditor);
  const audit = await auditServer(serverClient(options.server, fetch, auditor));
  await give(audit, options.json, () =>
    [
      audit.ok ? 'The log holds.' : 'The log does not hold:',
      ...audit.problems.map((problem) => `  ${problem}`),
      `${audit.leaves} leaves, ${audit.rounds} rounds, ${audit.replayed} replayed to the bit.`,
      ...audit.notReplayable.map(({ round, reason }) => `  round ${round} cannot be replayed: ${reason}`),
    ].join('\n'),
  );
  if (!audit.ok) process.exitCode = failed;
}
