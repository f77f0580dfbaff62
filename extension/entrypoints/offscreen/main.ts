import { modelHashSchema } from '../../../shared/protocol/ids.ts';
import type { MessageIn, MessageOut } from '../../messaging/messages.ts';
import { createReceiver, onInternal } from '../../messaging/receive.ts';
import { sendToBackground } from '../../messaging/send.ts';
import { readBattery } from '../../platform/battery.ts';
import { systemClock } from '../../platform/clock.ts';
import { onMessage, ownIdentity } from '../../platform/runtime-messages.ts';
import { database } from '../../storage/database.ts';
import { writeSetting } from '../../storage/settings.ts';
import { batterySchema } from '../../training/control.ts';
import { createTrainerHost } from '../../training/trainer-host.ts';
import { spawnTrainer } from './spawn-trainer.ts';

/** The document that trains: a Worker's keeper, and nothing else. */

const host = createTrainerHost({
  db: database,
  spawn: spawnTrainer,
  now: systemClock.now,
  patience: 30_000,
  warn: console.warn,
});

onMessage(
  createReceiver({
    target: 'trainer',
    routes: [
      onInternal('trainer.train', train),
      onInternal('trainer.stop', async () => ({ stopped: host.stop() })),
    ],
    identity: ownIdentity(),
    speaksFor: () => false,
    report: (name, cause) => console.warn(name, cause),
  }),
);

async function train(body: MessageIn<'trainer.train'>): Promise<MessageOut<'trainer.train'>> {
  const { task, purpose, modelHash, seed, steps, milliseconds } = body;
  await noteBattery();
  const outcome = await host.train({
    resultId: crypto.randomUUID(),
    task,
    modelHash: modelHashSchema.parse(modelHash),
    purpose,
    seed,
    steps,
    milliseconds,
  });
  // The background that asked may have been put to sleep; this wakes it. It closes this document in turn, so it is
  // told after the answer is on its way.
  setTimeout(
    () => void sendToBackground('training.ended', { outcome: outcome.outcome, task, purpose, modelHash }),
    0,
  );
  return outcome;
}

/** A service worker cannot ask for the battery; the scheduler reads what was noted here last. */
async function noteBattery(): Promise<void> {
  const battery = await readBattery();
  if (battery !== null) await writeSetting(database, 'battery', batterySchema, battery).catch(console.warn);
}
