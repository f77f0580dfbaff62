/**
 * Words that hurt or that many do not want to see in their text. Old novels and horror are full of them, and a model that
 * read those would say them unasked.
 */
const COARSE =
  /^(?:(?:mother)?fuck\p{L}*|(?:bull)?shit\p{L}*|ass|ass(?:hole|wipe)\p{L}*|bastard\p{L}*|bitch\p{L}*|cocks?|cunt\p{L}*|dicks?|fag(?:got)?s?|kikes?|chinks?|spics?|negro(?:es)?|nigg(?:er|a)\p{L}*|piss\p{L}*|porn\p{L}*|pricks?|retard(?:s|ed)?|sluts?|trann(?:y|ies)|twats?|wanker\p{L}*|whores?)(?:['’]s)?$/u;

/** Whether a word, in small letters, is coarse (English only). */
export function isCoarse(word: string): boolean {
  return COARSE.test(word);
}
