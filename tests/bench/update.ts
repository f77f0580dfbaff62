import { randomBytes } from 'node:crypto';
import { readyTensors } from '../../server/tensor-backend.ts';
import { decodeInt8Block, dequantise } from '../../shared/codec/int8-block.ts';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import { makeClientUpdate } from '../../shared/learning/client-round.ts';
import { contributorKey } from '../../shared/learning/contributor.ts';
import type { TasteExample } from '../../shared/learning/taste/example.ts';
import { syntheticReaders } from '../../shared/learning/taste/synthetic-readers.ts';
import { tasteTask } from '../../shared/learning/taste/task.ts';
import { trainLocally } from '../../shared/learning/train.ts';
import { initialTasteParameters, tasteSpec } from '../../shared/models/taste.ts';
import { dot, l2Norm } from '../../shared/numerics/tiled-reductions.ts';
import { readFrame } from '../../shared/protocol/frame.ts';
import { modelHashSchema, roundNumberSchema } from '../../shared/protocol/ids.ts';
import { type Benchmark, type Figure, figure, median } from './benchmark.ts';
import { libraryReaders } from './library-readers.ts';

const READERS = 8;
/** As a device trains for one round. */
const STEPS = 2;
/** The default C of the server. */
const NORM = 0.15;

/** Bytes of real updates, as they are sent: trained, clipped, quantised, compressed, framed, signed. */
export const update: Benchmark = {
  name: 'update',
  about: `bytes of ${READERS} updates of ${tasteSpec.parameterCount} parameters; float32 is 4 bytes a parameter`,
  async run(tell) {
    await readyTensors();
    tell('stories of the demo library');
    const library = await measured('library stories', await libraryReaders(READERS));
    tell('invented stories');
    const invented = syntheticReaders(READERS, 'bench').map(({ examples }) => examples);
    return [...library, ...(await measured('invented stories (tags only)', invented))];
  },
};

async function measured(
  of: string,
  readers: readonly (readonly TasteExample[])[],
): Promise<readonly Figure[]> {
  const sizes = [];
  for (const examples of readers) sizes.push(await updateOf(examples));
  const d = tasteSpec.parameterCount;
  return [
    figure(`${of}: body`, median(sizes.map(({ body }) => body / d)), 'bytes/parameter', '≤ 0.8'),
    figure(`${of}: all that is sent`, median(sizes.map(({ frame }) => frame / d)), 'bytes/parameter'),
    figure(`${of}: cosine of decoded and learnt`, median(sizes.map(({ cosine }) => cosine)), ''),
  ];
}

async function updateOf(
  examples: readonly TasteExample[],
): Promise<{ frame: number; body: number; cosine: number }> {
  const parameters = initialTasteParameters();
  const { delta } = await trainLocally({
    task: tasteTask,
    parameters,
    examples,
    budget: { steps: STEPS, milliseconds: 600_000 },
    seed: 1,
  });
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  const key = contributorKey(publicKey, pair.privateKey);
  const { frame } = await makeClientUpdate({
    delta,
    task: 'taste',
    spec: tasteSpec,
    round: roundNumberSchema.parse(1),
    base: modelHashSchema.parse('0'.repeat(64)),
    norm: NORM,
    privacy: null,
    contributor: key.id,
    now: Date.now(),
    random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
    nonce: randomBytes(16),
    sign: key.sign,
  });
  const read = readFrame(frame);
  if (!read.ok) throw new Error(`our own frame cannot be read: ${read.problem}`);
  const { body } = read.frame;
  const decoded = await decodeInt8Block(body, tasteSpec.parameterCount);
  if (!decoded.ok) throw new Error(`our own body cannot be decoded: ${decoded.problem}`);
  const values = dequantise(decoded.quantised);
  return {
    frame: frame.length,
    body: body.length,
    cosine: dot(values, delta) / (l2Norm(values) * l2Norm(delta)),
  };
}
