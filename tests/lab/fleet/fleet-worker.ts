/**
 * A thread of the fleet: plays participants, one after another. It has the people's data, and gives back frames,
 * measures and sums, as a device gives back a frame and nothing else.
 */
import { parentPort } from 'node:worker_threads';
import type { Crew, CrewReply, CrewRequest, CrewSetup } from './crew.ts';
import { openRankingCrew } from './ranking/crew.ts';
import { openTasteCrew } from './taste/crew.ts';
import { openVoiceCrew } from './voice/crew.ts';

let crew: Promise<Crew> | null = null;

async function answer(request: CrewRequest): Promise<unknown> {
  if (request.do === 'setup') {
    crew = open(request.setup);
    return (await crew).roster;
  }
  if (crew === null) throw new Error('a thread of the fleet was asked before it was set up');
  const ready = await crew;
  switch (request.do) {
    case 'update':
      return ready.update(request);
    case 'gradient':
      return ready.gradient(request);
    case 'judge':
      return ready.judge(request);
    case 'compare':
      return ready.compare(request);
  }
}

function open(setup: CrewSetup): Promise<Crew> {
  switch (setup.task) {
    case 'taste':
      return openTasteCrew(setup);
    case 'voice':
      return openVoiceCrew(setup);
    case 'ranking':
      return openRankingCrew(setup);
  }
}

parentPort?.on('message', ({ id, request }: { id: number; request: CrewRequest }) => {
  void answer(request).then(
    (result) => parentPort?.postMessage({ id, ok: true, result } satisfies CrewReply),
    (error: unknown) =>
      parentPort?.postMessage({
        id,
        ok: false,
        message: error instanceof Error ? error.message : String(error),
      } satisfies CrewReply),
  );
});
