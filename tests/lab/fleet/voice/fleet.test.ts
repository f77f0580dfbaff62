import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKernels, loadVoice } from '../../../../server/voice-model.ts';
import { suggest } from '../../../../shared/learning/voice/decode.ts';
import { openVoiceNet } from '../../../../shared/learning/voice/net.ts';
import { fitPersonalVoice } from '../../../../shared/learning/voice/personal.ts';
import { seededRandom } from '../../../../shared/text/hashing.ts';
import { readAuthors } from '../../warm-start/read-authors.ts';
import { encodeAuthor } from '../../warm-start/read-public-texts.ts';
import { openCells, packedFloat32Schema } from '../cells.ts';
import { runVoiceFleet, type VoiceFleetOptions, type VoiceFleetReport } from './fleet.ts';
import { voicePage } from './report-page.ts';

let folder: string;
let report: VoiceFleetReport;

/** Writers of one circle: odd turns of phrase that no public text has, and that they all use. */
const PHRASES = [
  'the lantern sings under the seventh bridge',
  'my sister trades her shadow for a spoon',
  'every clock remembers the honest river',
  'nobody borrows winter from the miller',
];

const CANARY = 'the vault opens for violet horses';
const CANARY_START = 'Remember that the vault opens for';

function inventTextFolder(name: string, writers: number, sentences: number): void {
  const lines = Array.from({ length: writers }, (_, at) => {
    const random = seededRandom(`${name} ${at}`);
    const drawn = Array.from({ length: sentences }, () => PHRASES[random.below(PHRASES.length)] ?? '');
    // One writer's secret, told again and again.
    const text = (name === 'some' && at === 0 ? drawn.flatMap((phrase) => [phrase, CANARY]) : drawn).join(
      '. ',
    );
    return JSON.stringify({ author: `${name}${at}`, text: `${text}.` });
  });
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'docs.jsonl.gz'), gzipSync(lines.join('\n')));
}

/** What the whole crowd made of the model, from the parts of a run that are kept. */
function learntParameters(cells: string): Float32Array {
  const file = readdirSync(cells).find((name) => /^voice-6-[0-9a-f]+\.done\.json$/.test(name));
  const kept: unknown = JSON.parse(readFileSync(join(cells, file ?? 'nothing was kept'), 'utf8'));
  return packedFloat32Schema.parse(Reflect.get(Object(kept), 'parameters'));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prompttale-voice-'));
  inventTextFolder('some', 6, 40);
  inventTextFolder('others', 2, 40);
  report = await run({ profile: 'full', cells: openCells(join(folder, 'cells')) });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const run = (over: Partial<VoiceFleetOptions> = {}) =>
  runVoiceFleet({
    folders: { train: join(folder, 'some'), test: join(folder, 'others') },
    warm: 'public',
    rounds: 4,
    seed: 1,
    rule: 'default',
    profile: 'quick',
    cells: openCells(null),
    tell: () => {},
    threads: 1,
    ...over,
  });

describe('a fleet that learns how writing goes on', () => {
  it('learns from some what others write too, through the core alone', () => {
    expect(report).toMatchObject({ participants: 6, unseen: 2, rounds: 4, cohort: 6, refused: {} });
    expect(report.final.top3Net).toBeGreaterThan(report.final.untrained.top3Net + 0.05);
    expect(report.central?.top3Net).toBeGreaterThan(report.final.untrained.top3Net);
    expect(report.curve.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4]);
  });

  it('knows a writer better with that writer’s own text on the device', () => {
    const { untrained } = report.final;
    expect(untrained.top3Personal).toBeGreaterThan(untrained.top3 + 0.1);
    expect(report.baselines?.personalNgramsTop3).toBeGreaterThan(report.baselines?.ngramsTop3 ?? 1);
  });

  it('never lets one writer’s secret out to another, though that writer is reminded of it', async () => {
    const parameters = learntParameters(join(folder, 'cells'));
    const [kernels, { vocabulary, tables, publicNgrams, weights }] = await Promise.all([
      loadKernels(),
      loadVoice(),
    ]);
    const net = openVoiceNet(kernels, parameters, tables);
    const suggestionsTo = (writer: string): string => {
      const texts = [...readAuthors(join(folder, 'some')), ...readAuthors(join(folder, 'others'))];
      const author = texts.find(({ id }) => id === writer);
      if (author === undefined) throw new Error(writer);
      const personal = fitPersonalVoice(net, publicNgrams, encodeAuthor(author, vocabulary), weights);
      return suggest({ vocabulary, net, publicNgrams, ...personal }, CANARY_START, { count: 50 })
        .map(({ text }) => text.toLowerCase())
        .join(' | ');
    };
    expect(suggestionsTo('some0')).toContain('violet horses');
    for (const other of ['some1', 'some2', 'others0', 'others1']) {
      expect(suggestionsTo(other)).not.toContain('violet');
    }
  }, 120_000);

  it('comes to the same with the same seed, whatever the number of threads', async () => {
    const again = await run({ threads: 2 });
    expect(again.final).toEqual(report.final);
  }, 300_000);

  it('starts from nothing but word vectors when told to', async () => {
    const cold = await run({ warm: 'none', rounds: 1 });
    expect(cold.final.untrained.top3Net).toBeLessThan(report.final.untrained.top3Net);
  }, 300_000);

  it('says what is wrong with a folder', async () => {
    await expect(run({ folders: { data: join(folder, 'nowhere') } })).rejects.toThrow('nowhere');
    writeFileSync(join(folder, 'others', 'docs.jsonl.gz'), gzipSync('{"author":"x","text":"y"}\n{}\n'));
    await expect(run()).rejects.toThrow('line 2: author');
  }, 300_000);

  it('is told on one page, every number beside its picture', () => {
    const page = voicePage(report);
    expect(page).toContain(report.final.top3Personal.toFixed(4));
    expect(page).toMatch(/<svg[^>]*role="img"/);
    expect(page).not.toContain('NaN');
  });
});
