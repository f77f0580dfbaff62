import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../../shared/text/hashing.ts';

/**
 * Writes a folder of ratings by people who were made up: each likes some genres more than others, and everybody the
 * good stories. For tests; nothing is to be learnt about people from it.
 */
export function inventRatingFolder(folder: string, people: number, stories = 80): void {
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(`invented ${people} ${stories}`);
  const genres = ['Drama', 'Comedy', 'Horror', 'Romance', 'Space'];
  const items = Array.from({ length: stories }, (_, id) => ({
    id,
    genres: genres.filter(() => random.uniform() < 0.4),
    quality: random.uniform(),
  }));
  const ratings = ['user\titem\trating'];
  for (let person = 0; person < people; person++) {
    const taste = new Map(genres.map((genre) => [genre, random.uniform() * 2 - 1]));
    for (const { id, genres: own, quality } of items) {
      if (random.uniform() < 0.5) continue;
      const liking =
        own.reduce((sum, genre) => sum + (taste.get(genre) ?? 0), 0) + 3 * quality + random.uniform();
      ratings.push(`p${person}\t${id}\t${Math.min(10, Math.max(1, Math.round(4 + 1.5 * liking)))}`);
    }
  }
  writeFileSync(join(folder, 'ratings.tsv'), `${ratings.join('\n')}\n`);
  writeFileSync(
    join(folder, 'items.tsv'),
    `item\ttitle\tgenres\tmean_rating\n${items.map(({ id, genres: own, quality }) => `${id}\tStory ${id}\t${own.join('|')}\t${(3 + 6 * quality).toFixed(2)}`).join('\n')}\n`,
  );
}
