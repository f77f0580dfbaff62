/** The thread that rounds are computed in, one job after another: the server answers meanwhile. */
import { parentPort } from 'node:worker_threads';
import { RuleRefusal } from '../../shared/aggregation/rule.ts';
import { computeRound } from '../../shared/replay/compute-round.ts';
import { type ProbePanel, probePanel } from '../rewards/probe-panel.ts';
import type { RoundJob, RoundJobReply } from './round-job.ts';

const panels = new Map<string, Promise<ProbePanel>>();

async function done(job: RoundJob) {
  if (job.do === 'compute') return computeRound(job.inputs);
  const panel = panels.get(job.pack) ?? probePanel(job.pack);
  panels.set(job.pack, panel);
  return (await panel).improve(job.parameters, job.seed);
}

parentPort?.on('message', ({ id, job }: { id: number; job: RoundJob }) => {
  void done(job).then(
    (result) => parentPort?.postMessage({ id, ok: true, result } satisfies RoundJobReply),
    (error: unknown) =>
      parentPort?.postMessage({
        id,
        ok: false,
        refused: error instanceof RuleRefusal,
        message: error instanceof Error ? error.message : String(error),
      } satisfies RoundJobReply),
  );
});
