import { modelHashSchema } from '../../../shared/protocol/ids.ts';
import type { MessageIn, MessageOut } from '../../messaging/messages.ts';
import { createReceiver, onInternal } from '../../messaging/receive.ts';
import { sendToBackground } from '../../messaging/send.ts';
import { readBattery } from '../../platform/battery.ts';
import { randomSeed, systemClock } from '../../platform/clock.ts';
import { onMessage, ownIdentity } from '../../platform/runtime-messages.ts';
import { database } from '../../storage/database.ts';
import { writeSetting } from '../../storage/settings.ts';
import { batterySchema } from '../../training/control.ts';
import { createTrainerHost } from '../../training/trainer-host.ts';
import { createWriterDesk } from '../../writing/suggesting/writer-desk.ts';
import { createWriterHost } from '../../writing/suggesting/writer-host.ts';
import { spawnTrainer } from './spawn-trainer.ts';
import { spawnWriter } from './spawn-writer.ts';

/** The hidden document: keeper of the Worker that trains and of the one that suggests, and nothing else. */

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

/** A Worker that nobody asked for this long is ended, ms. */
const REST_AFTER = 5 * 60_000;

const desk = createWriterDesk({
  db: database,
  writer: createWriterHost({
    spawn: spawnWriter,
    patience: 20_000,
    restAfter: REST_AFTER,
    onRest: () => void sendToBackground('writer.idle', {}),
  }),
  fetch: (input, init) => fetch(input, init),
  now: systemClock.now,
  seed: randomSeed,
  scope: globalThis,
});

onMessage(
  createReceiver({
    target: 'writer',
    routes: [onInternal('writer.suggest', desk.next)],
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
