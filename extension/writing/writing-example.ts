import {
  type EncodedText,
  encodeText,
  FIRST_WORD,
  UNKNOWN,
  type Vocabulary,
} from '../../shared/text/vocabulary.ts';

/**
 * What somebody wrote, as the voice model learns from it: ids of the public vocabulary. What may tell who wrote or of
 * whom is blacked out before: mail and web addresses, handles, numbers with what they number, and names. Words that
 * are not in the public vocabulary, most names among them, have no id at all.
 */
export function writingExample(text: string, vocabulary: Vocabulary): EncodedText {
  const encoded = encodeText(text.replace(TELLING, ' █ '), vocabulary);
  return {
    ids: encoded.ids.map((id) => (isName(vocabulary, id) ? UNKNOWN : id)),
    isWord: encoded.isWord,
  };
}

/** Fewer words than this teach nothing. */
export const FEWEST_WORDS = 8;

export function wordCount({ isWord }: EncodedText): number {
  return isWord.reduce((sum, flag) => sum + flag, 0);
}

const TELLING = new RegExp(
  [
    // Mail addresses, addresses on the web, handles.
    String.raw`[^\s@<>"]{1,64}@[^\s@<>"]{1,255}\.[^\s@<>"]{1,64}`,
    String.raw`(?:[Hh][Tt]{2}[Pp][Ss]?:\/\/|[Ww]{3}\.)\S+`,
    String.raw`\b[\p{L}\d-]{1,63}\.(?:com|org|net|io|co|de|uk|fr|eu|me|info)\b\S*`,
    String.raw`(?<![\p{L}\p{N}])@[\p{L}\p{N}_.-]+`,
    // A house and its street, either way round.
    String.raw`\b\d+[a-z]?\s+(?:\p{Lu}\p{L}+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Way|Place|Square)\b\.?`,
    String.raw`\b\p{Lu}\p{L}+(?:straße|strasse|weg|platz|gasse|allee)\s+\d+[a-z]?\b`,
    // Anything with a number in it, and what joins numbers: telephone, date, account.
    String.raw`[+(]?\p{L}{0,20}\p{N}[\p{L}\p{N}]*(?:[ ./()-]{1,2}\p{L}{0,20}\p{N}[\p{L}\p{N}]*)*`,
    // Every run is bounded, so that no text makes this slow.
  ].join('|'),
  'gu',
);

/** Words that are written with a capital wherever they stand, but for `I` and its kin. */
function isName(vocabulary: Vocabulary, id: number): boolean {
  return (
    id >= FIRST_WORD && /^\p{Lu}/u.test(vocabulary.formOf(id)) && !/^I(?:$|['’])/u.test(vocabulary.formOf(id))
  );
}
