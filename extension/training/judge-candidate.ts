import { compareVersions } from '../../shared/learning/compare-versions.ts';
import { decodeParameters } from '../../shared/models/parameters.ts';
import { voteRecordSchema } from '../storage/records.ts';
import type { DeviceTask } from './device-tasks/device-task.ts';
import type { JobOutcome, JobPorts } from './job-ports.ts';
import { readParameters } from './models.ts';
import type { TrainingJob } from './trainer-protocol.ts';

/**
 * Judges the candidate that `job.modelHash` names against the version it would replace, on this device's own examples,
 * and leaves what it found with the vote. No difference, and nothing to judge by, is no vote.
 *
 * @throws {Error} with a sentence for the person when candidate or version are not on the device.
 */
export async function judgeCandidate<Example>(
  task: DeviceTask<Example>,
  job: TrainingJob,
  { db, assets, now }: JobPorts,
): Promise<JobOutcome> {
  const vote = voteRecordSchema.safeParse(await db.votes.get(job.modelHash));
  if (!vote.success) throw new Error('The candidate to judge is not on this device any more.');
  const current = await readParameters(db, task, vote.data.current);
  const candidate = decodeParameters(task.spec, vote.data.parameters);
  const examples = await task.examples(db);
  const found = compareVersions(await task.open(assets), current, candidate, examples, job.modelHash);
  const state =
    found === null || found.candidate === found.current
      ? ({ is: 'missed', why: NOTHING_TO_SAY, at: now() } as const)
      : ({ is: 'judged', worse: found.candidate > found.current, at: now() } as const);
  await db.votes
    .where('candidate')
    .equals(job.modelHash)
    .filter((row) => row.state.is === 'asked')
    .modify({ state, parameters: new Uint8Array(0) });
  return { steps: 0, note: null };
}

const NOTHING_TO_SAY = 'This device has too little to tell the two versions apart by.';
