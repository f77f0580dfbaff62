import { openKernels } from '../../../shared/kernels/open-kernels.ts';
import { listFeatures } from '../../../shared/learning/ranking/features.ts';
import { openRankingJudge } from '../../../shared/learning/ranking/judge.ts';
import { scoreStories } from '../../../shared/learning/taste/personal.ts';
import { decodeParameters } from '../../../shared/models/parameters.ts';
import { rankingSpec } from '../../../shared/models/ranking.ts';
import { voiceSpec } from '../../../shared/models/voice.ts';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { storyFeatures } from '../../../shared/text/story-features.ts';
import type { WordVectors } from '../../../shared/text/word-vectors.ts';
import type { TaleDatabase } from '../../storage/database.ts';
import type { TrainingAssets } from '../../training/device-tasks/device-task.ts';
import { readCheckpoint, voiceOnDevice } from '../../training/device-tasks/voice.ts';
import { newestModel } from '../../training/models.ts';
import { openTasteJudge } from '../../training/taste-judge.ts';
import { packagedWordVectors } from '../../training/word-vectors-asset.ts';
import type { Candidate } from '../editor/ghost.ts';
import { draftAppeal, factsFor } from '../insight/draft-appeal.ts';
import type { Readership } from '../writing-settings.ts';
import { type Measured, rankCandidates } from './rank-candidates.ts';
import { openVoiceDesk, type VoiceDesk } from './voice-desk.ts';
import { type WriterAnswer, type WriterRequest, writerTaskSchema } from './writer-protocol.ts';

export interface WriterWorkPorts {
  readonly db: TaleDatabase;
  readonly assets: TrainingAssets;
  now(): number;
  /** Lets the messages that wait be handled. */
  pause(): Promise<void>;
}

/** What the Worker that writes knows: opened at the first question, and kept until it is ended. */
export interface WriterWork {
  /** Answers one message of the document; null for what is none. Never rejects. */
  answer(message: unknown): Promise<{ readonly id: number; readonly answer: WriterAnswer } | null>;
}

/** The own text is read again when it is so old and there is more of it, ms. */
const READ_AGAIN = 5 * 60_000;
/** Letters of the text before the caret that a passage is judged with. */
const JUDGED_BEFORE = 1_200;

export function openWriterWork(ports: WriterWorkPorts): WriterWork {
  let desk: Promise<VoiceDesk> | null = null;
  let vectors: Promise<WordVectors> | null = null;
  let learning: Promise<void> | null = null;
  let learntAt = Number.NEGATIVE_INFINITY;

  const openDesk = (): Promise<VoiceDesk> => {
    desk ??= openDeskOf(ports).catch((cause: unknown) => {
      desk = null;
      throw cause;
    });
    return desk;
  };
  const wordVectors = (): Promise<WordVectors> => {
    vectors ??= packagedWordVectors(ports.assets.read).then(({ vectors: opened }) => opened);
    return vectors;
  };
  /** After the answer, in the breaks between questions: nobody waits for it. */
  const learnOwnText = (): void => {
    if (learning !== null || ports.now() - learntAt < READ_AGAIN) return;
    learntAt = ports.now();
    learning = (async () => {
      const [opened, examples] = await Promise.all([openDesk(), voiceOnDevice.examples(ports.db)]);
      if (examples.length > 0) await opened.learn(examples, ports.pause);
    })()
      .catch(() => undefined)
      .finally(() => {
        learning = null;
      });
  };

  const appeal = async ({
    text,
    readership,
  }: Extract<WriterRequest, { is: 'appeal' }>): Promise<WriterAnswer> => {
    const judge = await openTasteJudge(ports.db);
    const known = readership === 'me' ? judge.personal !== null : judge.hasOpinion;
    const { personal } = judge;
    const rests =
      readership === 'me' && personal !== null
        ? { stories: personal.examples, right: personal.heldOut?.[personal.basis]?.auc ?? null }
        : null;
    if (!known) return { is: 'appeal', appeal: null, known, rests };
    return { is: 'appeal', appeal: draftAppeal(text, readership, judge, await wordVectors()), known, rests };
  };

  const reply = async (request: WriterRequest): Promise<WriterAnswer> => {
    if (request.is === 'appeal') return appeal(request);
    const opened = await openDesk();
    switch (request.is) {
      case 'next': {
        const candidates = opened.next(request.before, request);
        learnOwnText();
        return { is: 'candidates', candidates };
      }
      case 'go-on': {
        const random = seededRandom(request.seed);
        const candidates: Candidate[] = [];
        for (let at = 0; at < request.count; at++) {
          const candidate = opened.goOn(request.before, request.words, random);
          if (candidate.text !== '') candidates.push(candidate);
          await ports.pause();
        }
        return { is: 'candidates', candidates };
      }
      case 'rank':
        return { is: 'ranked', ranked: rankCandidates(await measured(request, opened)) };
    }
  };

  const measured = async (
    { before, candidates, readership }: Extract<WriterRequest, { is: 'rank' }>,
    opened: VoiceDesk,
  ): Promise<Measured[]> => {
    const appeals = await appealsOf(ports.db, before, candidates, readership, wordVectors);
    const worths = await worthsOf(ports.db, before, candidates, wordVectors);
    return candidates.map((candidate, at) => ({
      candidate,
      voice: opened.soundsLikeWriter(before.slice(-2_000), candidate.text),
      appeal: appeals[at] ?? null,
      worth: worths[at] ?? null,
    }));
  };

  return {
    async answer(message) {
      const task = writerTaskSchema.safeParse(message);
      if (!task.success) return null;
      const { id, request } = task.data;
      try {
        return { id, answer: await reply(request) };
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : 'The model of the device did not answer.';
        return { id, answer: { is: 'failed', why } };
      }
    },
  };
}

async function openDeskOf({ db, assets }: WriterWorkPorts): Promise<VoiceDesk> {
  const [kernels, checkpoint, newest] = await Promise.all([
    assets.read('/wasm/kernels.wasm').then(openKernels),
    readCheckpoint(assets),
    newestModel(db, 'voice'),
  ]);
  const parameters = newest === null ? null : decodeParameters(voiceSpec, newest.parameters);
  return openVoiceDesk(kernels, checkpoint, parameters);
}

/** How likely the readership is to like each passage; none where nobody asked, or the engine knows nothing yet. */
async function appealsOf(
  db: TaleDatabase,
  before: string,
  candidates: readonly Candidate[],
  readership: Readership | null,
  wordVectors: () => Promise<WordVectors>,
): Promise<readonly number[]> {
  if (readership === null) return [];
  const { parameters, personal, hasOpinion } = await openTasteJudge(db);
  const head = readership === 'me' ? personal : null;
  if (head === null && !hasOpinion) return [];
  const vectors = await wordVectors();
  const facts = factsFor(readership);
  const context = before.slice(-JUDGED_BEFORE);
  return scoreStories(
    parameters,
    head,
    candidates.map(({ text }) => storyFeatures(facts, context + text, vectors).features),
  ).probabilities;
}

/** What writers in general take; none before a first model of it is on the device. */
async function worthsOf(
  db: TaleDatabase,
  before: string,
  candidates: readonly Candidate[],
  wordVectors: () => Promise<WordVectors>,
): Promise<readonly number[]> {
  const newest = await newestModel(db, 'ranking');
  if (newest === null || candidates.length < 2) return [];
  const judge = openRankingJudge(decodeParameters(rankingSpec, newest.parameters));
  return [
    ...judge.worths({ rows: listFeatures({ context: before, options: candidates }, await wordVectors()) }),
  ];
}
