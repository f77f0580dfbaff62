import 'fake-indexeddb/auto';
import { randomBytes } from 'node:crypto';
import { tasteSpec } from '../../shared/models/taste.ts';
import { modelHashSchema } from '../../shared/protocol/ids.ts';
import type { ServerClient } from '../../shared/protocol/server-client.ts';
import { agree } from '../consent/changes.ts';
import { defaultConsent } from '../consent/record.ts';
import { TaleDatabase } from '../storage/database.ts';
import type { TrainingResult, UpdateRecord } from '../storage/records.ts';
import type { RewardsChain } from '../wallet/chain.ts';
import { type Contributing, createContributing } from './contributing.ts';
import type { ContributingPorts } from './ports.ts';

/** A device for tests: its database, a clock that can be set, and a server that can be exchanged. */
export interface TestDevice {
  readonly db: TaleDatabase;
  readonly ports: ContributingPorts;
  readonly contributing: Contributing;
  /** When it asked to be called again, ms. */
  readonly wakes: number[];
  /** Added to the real time, ms. */
  ahead: number;
  /** Called once while an update is being made of what was learnt. */
  whileMaking: (() => void) | null;
  server: ServerClient;
  chain: (() => RewardsChain) | null;
  now(): number;
  /** Leaves what a training would have left behind. */
  learn(base: string, delta?: Float32Array): Promise<TrainingResult>;
  updates(): Promise<UpdateRecord[]>;
  states(): Promise<string[]>;
  close(): Promise<void>;
}

let made = 0;

export function testDevice(server: ServerClient): TestDevice {
  const db = new TaleDatabase(`contributing ${made++}`);
  db.on('populate', (tx) => {
    const agreed = agree(defaultConsent(), Date.now());
    tx.table('consent').add({ ...agreed, contribute: true, kinds: { ...agreed.kinds, reading: true } });
  });
  const wakes: number[] = [];
  const now = () => Date.now() + device.ahead;
  const ports: ContributingPorts = {
    db,
    now,
    randomBytes(count) {
      // Rounding draws its numbers in large blocks; nonces are short.
      if (count > 16) {
        device.whileMaking?.();
        device.whileMaking = null;
      }
      return new Uint8Array(randomBytes(count));
    },
    client: () => device.server,
    chain() {
      if (device.chain === null) throw new Error('this test has no chain');
      return device.chain();
    },
    pause: async () => undefined,
    wakeAt: (time) => wakes.push(time),
  };
  const device: TestDevice = {
    db,
    ports,
    contributing: createContributing(ports),
    wakes,
    ahead: 0,
    whileMaking: null,
    server,
    chain: null,
    now,
    async learn(base, delta = smallStep()) {
      const result: TrainingResult = {
        id: `training ${made++}`,
        task: 'taste',
        base: modelHashSchema.parse(base),
        delta,
        steps: 10,
        examples: 12,
        lossBefore: 1,
        lossAfter: 0.9,
        backend: 'cpu',
        at: now(),
      };
      await db.results.put(result);
      return result;
    },
    updates: () => db.updates.toArray(),
    states: async () => (await db.updates.toArray()).map(({ state }) => state.is),
    close: () => db.delete(),
  };
  return device;
}

function smallStep(): Float32Array {
  return Float32Array.from({ length: tasteSpec.parameterCount }, () => (Math.random() - 0.45) * 0.004);
}
