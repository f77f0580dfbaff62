import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { inventedExamples } from '../../shared/learning/ranking/invented-writers.ts';
import { encodeParameters } from '../../shared/models/parameters.ts';
import { initialRankingParameters } from '../../shared/models/ranking.ts';
import { taskModels } from '../../shared/models/task-models.ts';
import { initialTasteParameters, tasteSpec } from '../../shared/models/taste.ts';
import { voiceSpec } from '../../shared/models/voice.ts';
import { modelHashSchema, roundNumberSchema } from '../../shared/protocol/ids.ts';
import { encodeText } from '../../shared/text/vocabulary.ts';
import { noWordVectors } from '../../shared/text/word-vectors.ts';
import { agree, setContribute, setKind, switchSiteOn } from '../consent/changes.ts';
import { defaultConsent } from '../consent/record.ts';
import { TaleDatabase } from '../storage/database.ts';
import { eraseKind, eraseStory } from '../storage/erase.ts';
import type { VoteRecord } from '../storage/records.ts';
import { sampleChoice, sampleFacts, sampleFeedback, sampleReading } from '../storage/sample-rows.ts';
import { recordObservation } from '../storage/signals.ts';
import { readStatus, writeStatus } from '../storage/status.ts';
import { rememberStories } from '../storage/stories.ts';
import { createTrainingControl, type TrainingPorts } from './control.ts';
import { describeStory } from './describe.ts';
import type { TrainingAssets } from './device-tasks/device-task.ts';
import { readCheckpoint } from './device-tasks/voice.ts';
import { refreshExamples } from './examples.ts';
import { doubtWords } from './inspect-signals.ts';
import { currentModel } from './models.ts';
import { runTrainingJob } from './train-job.ts';
import type { TrainingJob } from './trainer-protocol.ts';

const vectors = noWordVectors();
const now = 1_800_000_000_000;
const told = (workId: string) =>
  describeStory('ao3', sampleFacts(workId, { words: 500 * Number(workId) }), null, vectors);
/** The package's files, as they lie in the project. */
const packaged: TrainingAssets = {
  read: async (path) => {
    const folder = path === '/wasm/kernels.wasm' ? '../../shared/kernels/kernels.wasm' : `../public${path}`;
    return new Uint8Array(await readFile(new URL(folder, import.meta.url)));
  },
};
let db: TaleDatabase;
let count = 0;
beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => {
  db = new TaleDatabase(`training ${count++}`);
});
afterEach(async () => {
  await db.delete();
});

/** Hash of the model that everyone starts from, put on the device. */
async function tasteModel() {
  const model = await currentModel(db, 'taste', now);
  if (model === null) throw new Error('taste has a start of its own');
  return model.hash;
}

/** A candidate this device is asked about: `along` as far from the first model as a gradient step would go. */
async function question(along = 0): Promise<VoteRecord> {
  const current = await tasteModel();
  const parameters = initialTasteParameters().map((value) => value * (1 + along));
  return {
    candidate: modelHashSchema.parse(sha256Hex(encodeParameters(tasteSpec, parameters))),
    task: 'taste',
    round: roundNumberSchema.parse(3),
    current,
    parameters: encodeParameters(tasteSpec, parameters),
    until: now + 60_000,
    state: { is: 'asked' },
  };
}

describe('examples', () => {
  it('weigh what was read, judged, chosen and passed over', async () => {
    await rememberStories(db, [told('3')], now);
    await recordObservation(db, told('1'), sampleReading(), now);
    await recordObservation(db, told('2'), sampleFeedback({ act: 'less' }), now);
    await recordObservation(db, told('4'), sampleChoice('3'), now);
    expect(await refreshExamples(db, vectors, 0)).toEqual({ total: 4, fresh: 4 });
    const liked = new Map(
      (await db.examples.toArray()).map(({ story, preference }) => [story, preference > 0]),
    );
    expect(Object.fromEntries(liked)).toEqual({
      'ao3:1': true,
      'ao3:2': false,
      'ao3:3': false,
      'ao3:4': true,
    });
  });

  it('leave out what is doubted, and note why', async () => {
    await recordObservation(db, told('1'), sampleReading({ scriptedEvents: 90_000 }), now);
    expect(await refreshExamples(db, vectors, 0)).toEqual({ total: 0, fresh: 0 });
    expect((await db.signals.toArray())[0]?.doubts).toEqual([doubtWords.scripted]);
  });

  it('are told as news only when something happened since', async () => {
    await recordObservation(db, told('1'), sampleFeedback(), now - 10);
    await recordObservation(db, told('2'), sampleFeedback(), now + 10);
    expect(await refreshExamples(db, vectors, now)).toEqual({ total: 2, fresh: 1 });
  });

  it('describe a story anew when its description was deleted, and pass over damaged rows', async () => {
    await recordObservation(db, { ...told('1'), features: new Float32Array(0) }, sampleFeedback(), now);
    await recordObservation(db, told('2'), sampleFeedback(), now);
    await db.table('stories').put({ key: 'ao3:2', site: 'ao3' });
    await db.table('signals').add({ story: 'ao3:9', observation: { kind: 'choice' } });
    expect(await refreshExamples(db, vectors, 0)).toEqual({ total: 1, fresh: 1 });
    expect((await db.examples.get('ao3:1'))?.features).toEqual(told('1').features);
  });
});

describe('a training', () => {
  const gather = async (): Promise<TrainingJob> => {
    for (let story = 1; story <= 12; story++) {
      const feedback = sampleFeedback({ act: story > 6 ? 'kudos' : 'less' });
      await recordObservation(db, told(String(story)), feedback, now + story * 60_000);
    }
    await refreshExamples(db, vectors, 0);
    const hash = await tasteModel();
    return {
      resultId: 'r',
      task: 'taste',
      modelHash: hash,
      purpose: 'contribute',
      seed: 7,
      steps: 3,
      milliseconds: 60_000,
    };
  };
  const ports = () => ({ db, now: () => now, backend: 'cpu' as const, assets: packaged, onStep: () => {} });

  it('leaves a result and the reader’s own head, and frees every tensor', async () => {
    const job = await gather();
    const before = tf.memory().numTensors;
    const steps: number[] = [];
    const done = await runTrainingJob(job, { ...ports(), onStep: (step) => steps.push(step) });
    expect(done).toEqual({ steps: 3, note: null });
    expect(steps).toEqual([1, 2, 3]);
    expect(tf.memory().numTensors).toBe(before);
    const [result] = await db.results.toArray();
    expect(result).toMatchObject({ id: 'r', base: job.modelHash, steps: 3, examples: 12, backend: 'cpu' });
    expect(result?.delta.some((value) => value !== 0)).toBe(true);
    expect(await db.personal.get('taste')).toMatchObject({ base: job.modelHash, examples: 12 });
  });

  it('only to personalise leaves nothing to send', async () => {
    await runTrainingJob({ ...(await gather()), purpose: 'personalise' }, ports());
    expect(await db.results.count()).toBe(0);
    expect(await db.personal.count()).toBe(1);
  });

  it('judges a candidate by this device’s examples, keeps the verdict and no byte of it, and learns nothing', async () => {
    const job = await gather();
    const vote = await question(2);
    await db.votes.put(vote);
    const before = tf.memory().numTensors;
    await runTrainingJob({ ...job, purpose: 'judge', modelHash: vote.candidate }, ports());
    const judged = await db.votes.get(vote.candidate);
    expect(judged?.state).toMatchObject({ is: 'judged', at: now });
    expect(judged?.parameters).toHaveLength(0);
    expect(tf.memory().numTensors).toBe(before);
    expect((await db.results.count()) + (await db.personal.count())).toBe(0);
  });

  it('has no opinion of a candidate that is the same, nor without examples', async () => {
    const vote = await question();
    await db.votes.put({ ...vote, parameters: (await question()).parameters });
    const job = { ...(await gather()), purpose: 'judge' as const, modelHash: vote.candidate };
    await runTrainingJob(job, ports());
    expect((await db.votes.get(vote.candidate))?.state.is).toBe('missed');
    await db.examples.clear();
    await db.votes.put(vote);
    await runTrainingJob(job, ports());
    expect((await db.votes.get(vote.candidate))?.state.is).toBe('missed');
  });

  it('replaces the result before it', async () => {
    const job = await gather();
    await runTrainingJob(job, ports());
    await runTrainingJob({ ...job, resultId: 'r2' }, ports());
    expect(await db.results.toCollection().primaryKeys()).toEqual(['r2']);
  });

  it('leaves nothing when data was deleted meanwhile', async () => {
    const job = await gather();
    const training = runTrainingJob(job, {
      ...ports(),
      onStep: (step) => void (step === 1 && eraseStory(db, 'ao3:1')),
    });
    await expect(training).rejects.toThrow('deleted while training');
    expect((await db.results.count()) + (await db.personal.count())).toBe(0);
  });

  it('leaves nothing when the model is gone or damaged', async () => {
    const job = await gather();
    await db.models.update(job.modelHash, { parameters: new Uint8Array(5) });
    await expect(runTrainingJob(job, ports())).rejects.toThrow();
    await db.models.clear();
    await expect(runTrainingJob(job, ports())).rejects.toThrow('not on this device');
    expect(await db.personal.count()).toBe(0);
  });
});

describe('a training of another task', () => {
  const modelOf = async (task: 'voice' | 'ranking', parameters: Float32Array): Promise<TrainingJob> => {
    const bytes = encodeParameters(taskModels[task], parameters);
    const hash = modelHashSchema.parse(sha256Hex(bytes));
    await db.models.put({ hash, task, version: 1, parameters: bytes, fetchedAt: now });
    return {
      resultId: 'r',
      task,
      modelHash: hash,
      purpose: 'contribute',
      seed: 1,
      steps: 1,
      milliseconds: 60_000,
    };
  };
  const ports = () => ({ db, now: () => now, backend: 'cpu' as const, assets: packaged, onStep: () => {} });

  it('learns how somebody writes from what was written, and keeps no text', async () => {
    const { parameters, vocabulary } = await readCheckpoint(packaged);
    const { ids, isWord } = encodeText('She opened the door and looked at the sea. '.repeat(20), vocabulary);
    await db.writings.add({ draft: 'd', site: 'ao3', at: now, day: '2027-01-15', ids, isWord });
    const outcome = await runTrainingJob(await modelOf('voice', parameters), ports());
    expect(outcome).toEqual({ steps: 1, note: null });
    const [result] = await db.results.toArray();
    expect(result).toMatchObject({ task: 'voice', steps: 1, examples: 1 });
    expect(result?.delta).toHaveLength(voiceSpec.parameterCount);
    expect(await db.personal.count()).toBe(0);
    expect(JSON.stringify(await db.writings.toArray())).not.toContain('door');
  }, 60_000);

  it('learns which suggestions are taken', async () => {
    for (const { rows, chosen } of inventedExamples(12, 1, 'device')) {
      await db.takenSuggestions.add({ site: 'ao3', at: now, day: '2027-01-15', rows, chosen });
    }
    await runTrainingJob(await modelOf('ranking', initialRankingParameters()), ports());
    expect((await db.results.toArray())[0]).toMatchObject({ task: 'ranking', examples: 12 });
  });

  it('says what is missing, and refuses the model of another task', async () => {
    const job = await modelOf('ranking', initialRankingParameters());
    expect(await runTrainingJob(job, ports())).toMatchObject({
      steps: 0,
      note: expect.stringContaining('No suggestion'),
    });
    await expect(runTrainingJob({ ...job, task: 'voice' }, ports())).rejects.toThrow('not on this device');
  });
});

describe('the control of training', () => {
  const consented = () => {
    const on = switchSiteOn(agree(defaultConsent(), now), 'ao3', ['https://ao3.example/*'], now);
    return setKind(setKind(on, 'reading', true), 'feedback', true);
  };
  function controlWith(changes: Partial<TrainingPorts> = {}) {
    const did: string[] = [];
    let open = false;
    const control = createTrainingControl({
      db,
      now: () => now,
      seed: () => 1,
      wordVectors: async () => vectors,
      presence: async () => 'idle',
      document: {
        open: async () => {
          open = true;
        },
        close: async () => {
          open = false;
        },
        leave: async () => {
          open = false;
        },
        isOpen: async () => open,
      },
      sendTrain: async ({ purpose }) => {
        did.push(`train ${purpose}`);
        return { ok: true, body: { outcome: 'trained', resultId: 'r', steps: 2, backend: 'wasm' } };
      },
      sendStop: async () => ({ ok: true, body: { stopped: true } }),
      beforeContribution: async () => {
        did.push('fetch');
      },
      ...changes,
    });
    return { did, control };
  }
  const read = async () => {
    await db.consent.put(consented());
    for (const story of ['1', '2', '3'])
      await recordObservation(db, told(story), sampleFeedback(), now - 9e6);
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 150));

  it('trains on what was gathered, on this device only unless a server gave a model', async () => {
    await read();
    await db.consent.put(setContribute(consented(), true));
    const { did, control } = controlWith();
    expect(await control.start({ force: false })).toMatchObject({ started: true });
    await settled();
    expect(did).toEqual(['fetch', 'train personalise']);
  });

  it('contributes once a server gave a model, and contributing was agreed to', async () => {
    await read();
    await db.consent.put(setContribute(consented(), true));
    await db.models.update(await tasteModel(), { version: 4 });
    const { did, control } = controlWith();
    await control.start({ force: false });
    await settled();
    expect(did).toEqual(['fetch', 'train contribute']);
  });

  it('judges a candidate that waits, while contributing is agreed to', async () => {
    const candidate = modelHashSchema.parse('c'.repeat(64));
    await db.votes.put({ ...(await question()), candidate });
    await db.consent.put(consented());
    const { did, control } = controlWith();
    await control.judge();
    expect(did).toEqual([]);
    await db.consent.put(setContribute(consented(), true));
    await control.judge();
    expect(did).toEqual(['train judge']);
  });

  it('never trains against consent, however much it is wished', async () => {
    await read();
    await db.consent.put(defaultConsent());
    const { did, control } = controlWith();
    expect(await control.start({ force: true })).toMatchObject({ started: false });
    await settled();
    expect(did).toEqual([]);
  });

  it('a wish skips the wait for news', async () => {
    await read();
    const { control } = controlWith();
    const hash = await tasteModel();
    await control.ended({ outcome: 'trained', task: 'taste', purpose: 'personalise', modelHash: hash });
    expect(await control.start({ force: false })).toMatchObject({ started: false });
    expect(await control.start({ force: true })).toMatchObject({ started: true });
    await settled();
  });

  it('learns each task that is due and that a server gave a model of', async () => {
    await db.consent.put(setKind(setContribute(consented(), true), 'writing', true));
    for (const { rows, chosen } of inventedExamples(2, 1, 'due')) {
      await db.takenSuggestions.add({ site: 'ao3', at: now - 9e6, day: '2027-01-15', rows, chosen });
    }
    const trained: string[] = [];
    const { control } = controlWith({
      sendTrain: async ({ task, steps }) => {
        trained.push(`${task} ${steps}`);
        return { ok: true, body: { outcome: 'trained', resultId: 'r', steps, backend: 'wasm' } };
      },
    });
    expect(await control.start({ force: false })).toMatchObject({ started: false });
    const parameters = encodeParameters(taskModels.ranking, initialRankingParameters());
    const hash = modelHashSchema.parse(sha256Hex(parameters));
    await db.models.put({ hash, task: 'ranking', version: 1, parameters, fetchedAt: now });
    expect(await control.start({ force: false })).toMatchObject({ started: true });
    await settled();
    await control.ended({ outcome: 'trained', task: 'ranking', purpose: 'contribute', modelHash: hash });
    expect(await control.start({ force: false })).toMatchObject({ started: false });
    expect(trained).toEqual(['ranking 4']);
    await eraseKind(db, 'writing');
    expect(await db.takenSuggestions.count()).toBe(0);
  });

  it('notes a document that cannot be opened as a failure, with its reason', async () => {
    await read();
    const failing = {
      open: () => Promise.reject(new Error('No memory.')),
      close: async () => {},
      leave: async () => {},
      isOpen: async () => false,
    };
    const { control } = controlWith({ document: failing });
    await control.start({ force: true });
    await settled();
    expect(await readStatus(db, 'training')).toMatchObject({ state: 'failed', message: 'No memory.' });
    expect(await control.start({ force: false })).toMatchObject({
      started: false,
      why: expect.stringContaining('failed'),
    });
  });

  it('puts right what a killed browser left behind, and leaves a living training alone', async () => {
    const training = { state: 'training', step: 1, of: 2, backend: 'wasm', message: null, at: now } as const;
    await writeStatus(db, 'training', training);
    await controlWith({
      document: {
        open: async () => {},
        close: async () => {},
        leave: async () => {},
        isOpen: async () => true,
      },
    }).control.repair();
    expect(await readStatus(db, 'training')).toMatchObject({ state: 'training' });
    await controlWith().control.repair();
    expect(await readStatus(db, 'training')).toMatchObject({
      state: 'idle',
      message: expect.stringContaining('interrupted'),
    });
  });

  it('stops by closing the document when it does not answer', async () => {
    const training = { state: 'training', step: 1, of: 2, backend: 'wasm', message: null, at: now } as const;
    await writeStatus(db, 'training', training);
    const closed: string[] = [];
    const { control } = controlWith({
      document: {
        open: async () => {},
        close: async () => void closed.push('closed'),
        leave: async () => {},
        isOpen: async () => true,
      },
      sendStop: async () => ({ ok: false, code: 'NO_ANSWER', message: '' }),
    });
    expect(await control.stop()).toBe(true);
    expect(closed).toEqual(['closed']);
    expect(await readStatus(db, 'training')).toMatchObject({ state: 'idle' });
  });

  it('stops what still waits for the server, and does not train when the server answers at last', async () => {
    await read();
    await db.consent.put(setContribute(consented(), true));
    let answer = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { did, control } = controlWith({ beforeContribution: () => waiting });
    expect(await control.start({ force: true })).toMatchObject({ started: true });
    await control.repair();
    expect(await readStatus(db, 'training')).toMatchObject({ state: 'preparing' });
    expect(await control.stop()).toBe(true);
    expect(await readStatus(db, 'training')).toMatchObject({
      state: 'idle',
      message: expect.stringContaining('stopped'),
    });
    answer();
    await settled();
    expect(did).toEqual([]);
    expect(await control.start({ force: true })).toMatchObject({ started: true });
    await settled();
    expect(did).toEqual(['train personalise']);
  });

  it('has nothing to stop when nothing runs', async () => {
    expect(await controlWith().control.stop()).toBe(false);
  });
});
