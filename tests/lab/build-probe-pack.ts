/**
 * Builds the demo's probe pack from public community ratings: `npx tsx tests/lab/build-probe-pack.ts`.
 *
 * A pseudo-reader is a frequent tag of the SCP Wiki; their stories are the works with that tag, and their opinion of a
 * work is its community rating (real people's votes), standardised within the tag. Features are made by the same code
 * as on a device. Only numbers are written: no text, no title, no tag. The result is committed.
 *
 * Source: the folder in PROMPTALE_DATA, else `../shared/data` beside the checkout.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { shippedWordVectors } from '../../server/word-vectors.ts';
import { type PackedPerson, packPanel } from '../../shared/learning/taste/probe-pack.ts';
import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import { storyFeatures } from '../../shared/text/story-features.ts';

const checkout = resolve(import.meta.dirname, '../..');
const data = process.env['PROMPTALE_DATA'] ?? resolve(checkout, '../shared/data');
const target = join(checkout, 'server/demo/probe-pack.json');

/** A reader needs some stories to learn from and some to be judged on. */
const FEWEST_STORIES = 12;
/** A tag on nearly every work is no taste. */
const LARGEST_SHARE = 0.6;
const LARGEST_FILE = 400_000;

const notice =
  'Numbers derived from works of the SCP Wiki (https://scp-wiki.wikidot.com) and their community ratings, ' +
  'by their authors, licensed CC BY-SA 3.0 (https://creativecommons.org/licenses/by-sa/3.0/); ' +
  'these derived numbers are under the same licence. No text, title or tag is contained.';

const workSchema = z.object({
  author: z.string(),
  doc: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  rating: z.number().nullish(),
  text: z.string(),
});
type Work = z.infer<typeof workSchema> & { readonly rating: number };

const { vectors } = await shippedWordVectors();
const works = readWorks(join(data, 'scp/docs.jsonl.gz'));
const stories = works.map(
  (work) =>
    storyFeatures(
      {
        ...blankFacts(work.doc),
        title: work.title,
        author: work.author,
        // Names of the wiki's own housekeeping start with an underscore.
        tags: work.tags.filter((tag) => !tag.startsWith('_')),
        language: 'en',
        status: 'complete',
        words: work.text.split(/\s+/).length,
        chapters: 1,
      },
      work.text,
      vectors,
    ).features,
);
const people = pseudoReaders(works);
const pack = `${JSON.stringify(packPanel(stories, people, notice))}\n`;
if (pack.length > LARGEST_FILE)
  throw new Error(`The probe pack has ${pack.length} bytes; ${LARGEST_FILE} are allowed.`);
writeFileSync(target, pack);
console.error(`${stories.length} stories, ${people.length} people, ${pack.length} bytes`);

function readWorks(path: string): Work[] {
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const work = workSchema.parse(JSON.parse(line));
      return typeof work.rating === 'number' ? [{ ...work, rating: work.rating }] : [];
    });
}

function pseudoReaders(all: readonly Work[]): PackedPerson[] {
  const byTag = new Map<string, number[]>();
  all.forEach((work, row) => {
    for (const tag of new Set(work.tags)) {
      if (!tag.startsWith('_')) byTag.set(tag, [...(byTag.get(tag) ?? []), row]);
    }
  });
  return [...byTag.values()]
    .filter((rows) => rows.length >= FEWEST_STORIES && rows.length <= LARGEST_SHARE * all.length)
    .sort((a, b) => b.length - a.length)
    .map((rows) => ({ rows, labels: standardised(rows.map((row) => opinion(all[row]?.rating ?? 0))) }));
}

/** Votes pile up with fame: their signed logarithm is nearer to an opinion. */
function opinion(rating: number): number {
  return Math.sign(rating) * Math.log1p(Math.abs(rating));
}

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation =
    Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  return values.map((value) => Math.round(((value - mean) / deviation) * 1000) / 1000);
}
