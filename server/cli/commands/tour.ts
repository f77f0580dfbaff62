import { runTour } from '../../../tests/lab/tour/tour.ts';
import { failed, give, type JsonOption, tell, wholeNumber } from '../output.ts';

const STORIES_EACH = 4;

/** `promptale tour`: the whole job in real browsers, told step by step. Exit 1 when anything did not hold. */
export async function tourCommand(options: {
  json?: JsonOption;
  shots?: string;
  contributors: string;
}): Promise<void> {
  const result = await runTour({
    contributors: wholeNumber('--contributors', options.contributors, 5, 20),
    storiesEach: STORIES_EACH,
    shots: options.shots ?? null,
    tell: (line) => tell(`· ${line}`),
  });
  await give(result, options.json, () =>
    [
      result.ok ? 'The loop closed.' : 'The loop did not close:',
      ...result.problems.map((problem) => `  ${problem}`),
      `${result.contributors} people read ${result.storiesRead} stories (${result.signals} signals); ${result.updates.accepted} updates went into ${result.rounds} round(s).`,
      `Model ${result.model.before.slice(0, 12)}… became ${result.model.after.slice(0, 12)}…; ${result.replay ? 'replayed to the bit' : 'not replayed'}; ${result.leaks} leaks.`,
      result.claim === null
        ? 'Nothing was claimed.'
        : `Balance ${result.claim.before} → ${result.claim.after} wei.`,
      `${result.seconds} s.`,
    ].join('\n'),
  );
  if (!result.ok) process.exitCode = failed;
}
