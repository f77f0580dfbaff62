import { figuresSchema } from '../../observatory/page/figures-schema.ts';
import { give, type JsonOption, UsageError } from '../output.ts';

/** `promptale rounds`: what a server's rounds came to, newest first. */
export async function roundsCommand(options: { server: string; json?: JsonOption }): Promise<void> {
  if (!URL.canParse(options.server)) throw new UsageError(`--server is not an address: ${options.server}`);
  const answer = await fetch(new URL('/observatory.json', options.server));
  const parsed = figuresSchema.safeParse(await answer.json().catch(() => null));
  if (!parsed.success) throw new Error(`${options.server} does not answer as a PrompTale server does.`);
  const { rounds, underWay, influence } = parsed.data;
  await give({ underWay, rounds, influence }, options.json, () =>
    [
      ...underWay.map(
        ({ task, round, state, accepted, target, deadline }) =>
          `${task} round ${round}: ${state}, ${accepted} of ${target}, until ${new Date(deadline).toISOString()}`,
      ),
      ...rounds.map(({ task, round, outcome, reason, cohort, notDrawn, refused, windowHhi, version }) => {
        const turnedDown = Object.entries(refused)
          .map(([code, n]) => `${code} ${n}`)
          .join(', ');
        return [
          `${task} round ${round}: ${outcome}${version === null ? '' : ` as version ${version}`}`,
          `${cohort} drawn, ${notDrawn} not`,
          turnedDown === '' ? 'none refused' : `refused ${turnedDown}`,
          `HHI ${windowHhi.toFixed(3)}`,
          ...(reason === null ? [] : [reason]),
        ].join('; ');
      }),
    ].join('\n'),
  );
}
