import { openKernels } from '../../../shared/kernels/open-kernels.ts';
import {
  openVoiceCheckpoint,
  type VoiceFileName,
  voiceFileNames,
} from '../../../shared/learning/voice/checkpoint.ts';
import type { VoiceExample } from '../../../shared/learning/voice/example.ts';
import { voiceTask } from '../../../shared/learning/voice/task.ts';
import { voiceSpec } from '../../../shared/models/voice.ts';
import { writingRecordSchema } from '../../storage/records.ts';
import { packagedWordVectors } from '../word-vectors-asset.ts';
import type { DeviceTask, TrainingAssets } from './device-task.ts';

/** How somebody writes, from what was written on sites where that is switched on. */
export const voiceOnDevice: DeviceTask<VoiceExample> = {
  name: 'voice',
  spec: voiceSpec,
  async examples(db) {
    const rows = await db.writings.orderBy('at').toArray();
    return rows.flatMap((row) => {
      const parsed = writingRecordSchema.safeParse(row);
      return parsed.success ? [parsed.data] : [];
    });
  },
  async open(assets) {
    const [kernels, { tables }] = await Promise.all([
      assets.read('/wasm/kernels.wasm').then(openKernels),
      readCheckpoint(assets),
    ]);
    return voiceTask(kernels, tables);
  },
  // The mixture is fitted where suggestions are made: it needs n-grams of the text, not the trainer.
  personalise: () => null,
};

/** The packaged checkpoint. @throws {Error} in a sentence when it is damaged or of another version */
export async function readCheckpoint(assets: TrainingAssets) {
  const read = (name: VoiceFileName) => assets.read(`/models/voice/${voiceFileNames[name]}`);
  const [manifest, vocabulary, tables, core, ngrams, wordVectors] = await Promise.all([
    assets.read('/models/voice/manifest.json'),
    read('vocabulary'),
    read('tables'),
    read('core'),
    read('ngrams'),
    packagedWordVectors(assets.read),
  ]);
  const parsed: unknown = JSON.parse(new TextDecoder().decode(manifest));
  return openVoiceCheckpoint(parsed, { vocabulary, tables, core, ngrams }, wordVectors);
}
