import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import { makeClientUpdate } from '../../shared/learning/client-round.ts';
import { type ContributorKey, contributorKey, enrol } from '../../shared/learning/contributor.ts';
import { maskingFor } from '../../shared/learning/masking-for.ts';
import type { TasteExample } from '../../shared/learning/taste/example.ts';
import { tasteTask } from '../../shared/learning/taste/task.ts';
import { trainLocally } from '../../shared/learning/train.ts';
import { decodeParameters } from '../../shared/models/parameters.ts';
import { tasteSpec } from '../../shared/models/taste.ts';
import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import { type ServerClient, serverClient } from '../../shared/protocol/server-client.ts';
import { storyFeatures } from '../../shared/text/story-features.ts';
import { readyTensors } from '../tensor-backend.ts';
import { shippedWordVectors } from '../word-vectors.ts';
import { loadLibrary, type Story } from './library/story.ts';

/**
 * Demo readers: so that one person on one laptop sees a round with others in it. Each has a taste of its own in the demo
 * library's tags, and takes part through the public protocol like anyone: enrols, trains on its own examples, clips,
 * quantises, signs, submits. They are announced wherever the demo runs, and stay away from rounds no person is in.
 */
export interface Companions {
  stop(): Promise<void>;
}

const POLL_MS = 3000;
const STORIES_READ = 24;

/** Tags each demo reader is drawn to, and tired of. */
const tastes: readonly { likes: readonly string[]; dislikes: readonly string[] }[] = [
  {
    likes: ['comedy', 'humour', 'joke', 'friendship', 'heartwarming', "children's fiction"],
    dislikes: ['horror', 'creepypasta'],
  },
  {
    likes: ['horror', 'creepypasta', 'gothic', 'mystery', 'suspense'],
    dislikes: ['comedy', 'romance', 'heartwarming'],
  },
  {
    likes: ['science-fiction', 'extraterrestrial', 'sapient', 'post-apocalyptic', 'xenofiction'],
    dislikes: ['historical', 'romance'],
  },
  {
    likes: ['romance', 'comedy of manners', 'family', 'historical', 'country house'],
    dislikes: ['scp', 'science-fiction'],
  },
  { likes: ['adventure', 'fantasy', 'otherworldly', 'mystery'], dislikes: ['slice-of-life', 'diary'] },
  {
    likes: ['first-person', 'bittersweet', 'slice-of-life', 'psychological'],
    dislikes: ['joke', 'murder-monster'],
  },
];

export async function startCompanions(count: number, serverUrl: string, logger: Logger): Promise<Companions> {
  const client = serverClient(serverUrl, (url, init) =>
    fetch(url, { signal: AbortSignal.timeout(20_000), ...init }),
  );
  const stories = await storiesWithFeatures();
  const readers: { key: ContributorKey; examples: TasteExample[]; joined: Set<number> }[] = [];
  for (let i = 0; i < count; i++) {
    const { pair, publicKey } = await generateSigningKey({ extractable: false });
    readers.push({
      key: contributorKey(publicKey, pair.privateKey),
      examples: examplesOf(i, stories),
      joined: new Set(),
    });
  }
  let enrolled = false;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    const round = await client.call('round.current', { task: 'taste' });
    const ours = readers.filter(({ joined }) => joined.has(round.round)).length;
    if (round.state !== 'open' || round.accepted <= ours) return;
    if (!enrolled) {
      for (const { key } of readers)
        await enrol(client, key, () => new Promise((resolve) => setImmediate(resolve)));
      enrolled = true;
    }
    const bytes = await client.bytes(`/models/${round.base.hash}`, round.base.hash);
    if (bytes === null) return;
    const parameters = decodeParameters(tasteSpec, bytes);
    for (const reader of readers) {
      if (stopped || reader.joined.has(round.round)) continue;
      reader.joined.add(round.round);
      await contribute(client, reader, round, parameters);
      logger.info({ round: round.round }, 'a demo reader contributed');
    }
  };

  const timer = setInterval(() => {
    running = running.then(look).catch((error: unknown) => logger.debug({ err: error }, 'demo readers wait'));
  }, POLL_MS);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function contribute(
  client: ServerClient,
  { key, examples }: { key: ContributorKey; examples: readonly TasteExample[] },
  round: Awaited<ReturnType<typeof client.call<'round.current'>>>,
  parameters: Float32Array,
): Promise<void> {
  await readyTensors();
  const { delta } = await trainLocally({
    task: tasteTask,
    parameters,
    examples,
    budget: { steps: 2, milliseconds: 20_000 },
    seed: randomBytes(4).readUInt32BE(),
    yieldToHost: () => new Promise((resolve) => setImmediate(resolve)),
    now: Date.now,
  });
  const { frame } = await makeClientUpdate({
    delta,
    task: round.task,
    spec: tasteSpec,
    round: round.round,
    base: round.base.hash,
    norm: round.norm,
    privacy: round.privacy,
    contributor: key.id,
    now: Date.now(),
    random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
    nonce: randomBytes(16),
    sign: key.sign,
    ...maskingFor(key, round),
  });
  await client.submit(frame);
}

interface ReadStory {
  readonly story: Story;
  readonly features: Float32Array;
}

async function storiesWithFeatures(): Promise<ReadStory[]> {
  const { vectors } = await shippedWordVectors();
  return [...loadLibrary().stories].map((story) => {
    const facts = {
      ...blankFacts(story.id),
      title: story.title,
      author: story.author,
      tags: [...story.tags],
      language: story.language,
      words: story.words,
      chapters: story.chapters.length,
      counters: { ...story.counters },
    };
    const text = story.chapters.map(({ paragraphs }) => paragraphs.join('\n\n')).join('\n\n');
    return { story, features: storyFeatures(facts, text, vectors).features };
  });
}

/** What demo reader `i` has read and thought of it: by its tags, and by what others thought. */
function examplesOf(i: number, stories: readonly ReadStory[]): TasteExample[] {
  const { likes, dislikes } = tastes[i % tastes.length]!;
  const read = stories.filter(
    (_, index) => (index * 7 + i * 3) % Math.ceil(stories.length / STORIES_READ) === 0,
  );
  return read.map(({ story, features }, at) => {
    const drawn = story.tags.filter((tag) => likes.includes(tag)).length;
    const tired = story.tags.filter((tag) => dislikes.includes(tag)).length;
    const votes = story.counters.votes ?? story.counters.kudos ?? 0;
    const preference = Math.tanh(0.9 * drawn - 0.9 * tired + 0.25 * Math.log10(1 + Math.max(0, votes)) - 0.4);
    return { features, preference, weight: 1, at };
  });
}
