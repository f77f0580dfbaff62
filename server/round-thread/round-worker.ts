/** The thread that rounds are computed in, one job after another: the server answers meanwhile. */
import { parentPort } from 'node:worker_threads';
import { RuleRefusal } from '../../shared/aggregation/rule.ts';
import { familiarities } from '../../shared/influence/familiarity.ts';
import { computeRound } from '../../shared/replay/compute-round.ts';
import { valueUpdates } from '../../shared/valuation/value-updates.ts';
import { type ProbePanel, probePanel } from '../rewards/probe-panel.ts';
import type { RoundJob, RoundJobReply } from './round-job.ts';

const panels = new Map<string, Promise<ProbePanel>>();

async function done(job: RoundJob) {
  switch (job.do) {
    case 'compute':
      return computeRound(job.inputs);
    case 'familiarities':
      return familiarities(job.sketches, job.earlier, job.ownPast);
    case 'value': {
      const { parameters, updates, published, norm, seed } = job.inputs;
      const direction = await (await panelOf(job.pack)).improve(parameters, seed);
      return { direction, worths: valueUpdates(updates, direction, published, norm) };
    }
    case 'effect':
      return (await panelOf(job.pack)).effect(job.before, job.after, job.seed);
  }
}

function panelOf(pack: string): Promise<ProbePanel> {
  const panel = panels.get(pack) ?? probePanel(pack);
  panels.set(pack, panel);
  return panel;
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
