import { textTokens } from '../../../shared/text/running-text.ts';
import type { VocabularyFile } from '../../../shared/text/vocabulary.ts';
import type { Author } from './read-authors.ts';

/** Words that only one writer uses are names, slips of the pen, or secrets. */
const FEWEST_AUTHORS = 2;

interface Counted {
  /** Mean over registers of its share of their words. */
  share: number;
  readonly authors: Set<string>;
  /** How often each written form stands within a sentence. */
  readonly forms: Map<string, number>;
}

/**
 * The commonest `size` words of public texts, every register counting the same whatever its length: old novels are
 * four times as long as modern web fiction here, and the writers of today are who it is for.
 */
export function countVocabulary(registers: readonly (readonly Author[])[], size: number): VocabularyFile {
  const words = new Map<string, Counted>();
  for (const authors of registers) {
    const total = authors.reduce(
      (sum, { texts }) => sum + texts.reduce((length, t) => length + t.length, 0),
      0,
    );
    for (const { id, texts } of authors) for (const text of texts) count(words, id, text, 1 / total);
  }
  const chosen = [...words]
    .filter(([word, { authors }]) => authors.size >= FEWEST_AUTHORS && word.length <= 30)
    .sort(([a, left], [b, right]) => right.share - left.share || (a < b ? -1 : 1))
    .slice(0, size);
  return {
    words: chosen.map(([word]) => word),
    forms: Object.fromEntries(
      chosen.flatMap(([word, { forms }]) => {
        const usual = [...forms].sort(([, a], [, b]) => b - a)[0]?.[0];
        return usual === undefined || usual === word ? [] : [[word, usual]];
      }),
    ),
  };
}

function count(words: Map<string, Counted>, author: string, text: string, weight: number): void {
  let before = '¶';
  for (const token of textTokens(text)) {
    if (token.isWord) {
      const known = words.get(token.text) ?? { share: 0, authors: new Set<string>(), forms: new Map() };
      words.set(token.text, known);
      known.share += weight;
      known.authors.add(author);
      // A word after a mark may be capitalised for its place, not for itself.
      if (/[\p{L},]$/u.test(before)) {
        const form = text.slice(token.start, token.end).replace(/[’ʼ]/g, "'");
        known.forms.set(form, (known.forms.get(form) ?? 0) + 1);
      }
    }
    before = token.text;
  }
}
