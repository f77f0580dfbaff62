import { z } from 'zod';
import { inviteCodeSchema } from '../../../shared/protocol/ids.ts';
import { listedEntitySchema } from '../../entities/list-entities.ts';
import { give, type JsonOption, UsageError, wholeNumber } from '../output.ts';

export interface EntitiesOptions {
  readonly server: string;
  readonly token?: string;
  readonly suspend?: string;
  readonly reinstate?: string;
  readonly invite?: string;
  readonly json?: JsonOption;
}

const invitedSchema = z.object({ codes: z.array(inviteCodeSchema) });
const answerSchema = z.object({ entities: z.array(listedEntitySchema) });

/** `promptale entities`: who is counted as one, what each moved, and an operator's two ways to change a standing. */
export async function entitiesCommand(options: EntitiesOptions): Promise<void> {
  const { server, suspend, reinstate } = options;
  if (!URL.canParse(server)) throw new UsageError(`--server is not an address: ${server}`);
  const token = options.token ?? process.env['OPERATOR_TOKEN'];
  if (token === undefined)
    throw new UsageError('Give the server’s OPERATOR_TOKEN, in the environment or as --token.');
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(new URL(path, server), {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const said: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw new Error(`The server answered ${answer.status}: ${JSON.stringify(said)}`);
    return said;
  };
  if (suspend !== undefined) await ask('/operator/standing', { contributor: suspend, suspended: true });
  if (reinstate !== undefined) await ask('/operator/standing', { contributor: reinstate, suspended: false });
  if (options.invite !== undefined) {
    const count = wholeNumber('--invite', options.invite, 1, 1000);
    const { codes } = invitedSchema.parse(await ask('/operator/invites', { count }));
    return give({ invites: codes }, options.json, () => codes.join('\n'));
  }
  const { entities } = answerSchema.parse(await ask('/operator/entities'));
  await give({ entities }, options.json, () =>
    entities
      .map(({ entity, share, held, members }) =>
        [
          `${entity.slice(0, 16)}…  ${(100 * share).toFixed(1)} % of the influence of the last rounds${held ? ', held at the least cap' : ''}`,
          ...members.map(
            (member) =>
              `  ${member.contributor}  ${member.acceptedRounds} rounds${member.established ? '' : ', new'}${member.suspended ? ', suspended' : ''}${member.account === null ? '' : `, paid at ${member.account}`}${member.invited ? ', invited' : ''}${member.appeal === null ? '' : `\n    says: ${member.appeal.note.replace(/\s+/g, ' ')}`}`,
          ),
        ].join('\n'),
      )
      .join('\n'),
  );
}
