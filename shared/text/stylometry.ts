import { sentenceSpans, type TokenisedText } from './tokenise.ts';

/**
 * How a passage is written, in numbers that say nothing of what it tells: each near −1 … 1 (0 = as in ordinary
 * fiction), all 0 for a passage without words.
 */
export const styleNames = [
  'dialogue',
  'sentenceLength',
  'sentenceVariety',
  'wordLength',
  'longWords',
  'vocabulary',
  'pastTense',
  'firstPerson',
  'secondPerson',
  'thirdPerson',
  'commas',
  'pauses',
  'exclamations',
  'questions',
  'ellipses',
  'paragraphLength',
  'readability',
  'adverbs',
  'names',
  'digits',
] as const;
export type StyleName = (typeof styleNames)[number];

/** @returns `styleNames.length` numbers in the order of `styleNames`, each strictly between −2 and 2. */
export function stylometry(passage: TokenisedText): Float32Array {
  const style = new Float32Array(styleNames.length);
  const counts = countPassage(passage);
  if (counts.words === 0) return style;
  const { words } = counts;
  const sentenceMean = words / Math.max(1, counts.sentences);
  const variance = counts.sentenceSquares / Math.max(1, counts.sentences) - sentenceMean * sentenceMean;
  const sentenceDeviation = Math.sqrt(Math.max(0, variance));
  const letters = counts.wordCharacters / words;
  const persons = Math.max(1, counts.first + counts.second + counts.third);
  // Automated readability index (Senter & Smith 1967): the school year a text needs.
  const readability = 4.71 * letters + 0.5 * sentenceMean - 21.43;

  const raw: Record<StyleName, [value: number, ordinary: number, spread: number]> = {
    dialogue: [counts.quoted / Math.max(1, passage.text.length), 0.3, 0.25],
    sentenceLength: [sentenceMean, 14, 7],
    sentenceVariety: [sentenceDeviation / Math.max(1, sentenceMean), 0.65, 0.25],
    wordLength: [letters, 4.3, 0.5],
    longWords: [counts.longWords / words, 0.17, 0.08],
    vocabulary: [counts.distinctShare, 0.5, 0.08],
    pastTense: [(counts.past + 1) / (counts.past + counts.present + 2), 0.7, 0.25],
    firstPerson: [counts.first / persons, 0.35, 0.3],
    secondPerson: [counts.second / persons, 0.15, 0.15],
    thirdPerson: [counts.third / persons, 0.5, 0.3],
    commas: [counts.commas / words, 0.07, 0.03],
    pauses: [counts.pauses / words, 0.012, 0.01],
    exclamations: [counts.exclamations / words, 0.006, 0.007],
    questions: [counts.questions / words, 0.01, 0.008],
    ellipses: [counts.ellipses / words, 0.004, 0.006],
    paragraphLength: [words / Math.max(1, counts.paragraphs), 45, 35],
    readability: [readability, 6, 4],
    adverbs: [counts.adverbs / words, 0.012, 0.008],
    names: [counts.names / words, 0.04, 0.03],
    digits: [counts.digits / words, 0.006, 0.015],
  };
  styleNames.forEach((name, index) => {
    const [value, ordinary, spread] = raw[name];
    style[index] = squash((value - ordinary) / spread);
  });
  return style;
}

/** Keeps the middle nearly linear and every value within −2 … 2, by arithmetic that is alike on every engine. */
export function squash(value: number): number {
  return (2 * value) / (2 + Math.abs(value));
}

const firstPersons = new Set([
  'i',
  'me',
  'my',
  'mine',
  'myself',
  'we',
  'us',
  'our',
  "i'm",
  "i'd",
  "i'll",
  "i've",
]);
const secondPersons = new Set(['you', 'your', 'yours', 'yourself', "you're", "you'd", "you'll", "you've"]);
const thirdPersons = new Set([
  'he',
  'she',
  'they',
  'him',
  'her',
  'them',
  'his',
  'hers',
  'their',
  'himself',
  'herself',
]);
const pastVerbs = new Set([
  'was',
  'were',
  'had',
  'did',
  'said',
  'went',
  'came',
  'took',
  'saw',
  'knew',
  'thought',
  'got',
  'felt',
  'told',
  'made',
  'stood',
  'sat',
]);
const presentVerbs = new Set([
  'is',
  'are',
  'am',
  'has',
  'does',
  'says',
  'goes',
  'comes',
  'takes',
  'sees',
  'knows',
  'thinks',
  'gets',
  'feels',
  'tells',
  'makes',
  'stands',
  'sits',
  "isn't",
  "aren't",
  "doesn't",
  "it's",
  "i'm",
]);

/** The share of distinct words falls with length, so it is taken over windows of one length. */
const VOCABULARY_WINDOW = 200;
/** A quote left open (a typing error) ends with its paragraph, so that it cannot turn the rest into dialogue. */
const LINE_FEED = 0x0a;

function countPassage(passage: TokenisedText) {
  const counts = {
    words: passage.spans.length,
    wordCharacters: 0,
    longWords: 0,
    sentences: 0,
    sentenceSquares: 0,
    paragraphs: 0,
    quoted: 0,
    commas: 0,
    pauses: 0,
    exclamations: 0,
    questions: 0,
    ellipses: 0,
    past: 0,
    present: 0,
    first: 0,
    second: 0,
    third: 0,
    adverbs: 0,
    names: 0,
    digits: 0,
    distinctShare: 0,
  };
  countWords(passage, counts);
  countMarks(passage.text, counts);
  countSentences(passage, counts);
  return counts;
}

type Counts = { -readonly [K in keyof ReturnType<typeof countPassage>]: number };

function countWords({ text, spans, words }: TokenisedText, counts: Counts): void {
  const window = new Set<string>();
  let windows = 0;
  spans.forEach(({ start, end }, position) => {
    const word = words[position] ?? '';
    counts.wordCharacters += end - start;
    if (end - start >= 7) counts.longWords++;
    if (firstPersons.has(word)) counts.first++;
    else if (secondPersons.has(word)) counts.second++;
    else if (thirdPersons.has(word)) counts.third++;
    if (pastVerbs.has(word) || (word.length > 4 && word.endsWith('ed'))) counts.past++;
    else if (presentVerbs.has(word)) counts.present++;
    if (word.length > 4 && word.endsWith('ly')) counts.adverbs++;
    const firstUnit = text.charCodeAt(start);
    if (firstUnit >= 0x30 && firstUnit <= 0x39) counts.digits++;
    // A capital after a lower-case word, inside a sentence, is most often a name.
    const first = text[start] ?? '';
    if (first !== first.toLowerCase() && word !== 'i' && !word.startsWith("i'") && text[start - 1] === ' ') {
      const before = text[start - 2] ?? '.';
      if (before === ',' || before.toLowerCase() !== before.toUpperCase()) counts.names++;
    }
    if (position % VOCABULARY_WINDOW === 0 && position > 0) {
      counts.distinctShare += window.size / VOCABULARY_WINDOW;
      windows++;
      window.clear();
    }
    window.add(word);
  });
  if (windows > 0) counts.distinctShare /= windows;
  // A short passage repeats less: bring its share to what the window would have shown (Guiraud's square-root law).
  else if (spans.length > 0) counts.distinctShare = window.size / Math.sqrt(spans.length * VOCABULARY_WINDOW);
}

function countMarks(text: string, counts: Counts): void {
  let openedAt = -1;
  let lineHasText = false;
  const closeQuote = (at: number): void => {
    if (openedAt >= 0) counts.quoted += at - openedAt;
    openedAt = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    switch (unit) {
      case LINE_FEED:
        closeQuote(at);
        if (lineHasText) counts.paragraphs++;
        lineHasText = false;
        continue;
      case 0x20:
        continue;
      case 0x22: // "
        if (openedAt >= 0) closeQuote(at);
        else openedAt = at;
        break;
      case 0x201c: // “
      case 0xab: // «
      case 0x300c: // 「
        if (openedAt < 0) openedAt = at;
        break;
      case 0x201d: // ”
      case 0xbb: // »
      case 0x300d: // 」
        closeQuote(at);
        break;
      case 0x2c:
      case 0x3001:
      case 0xff0c:
        counts.commas++;
        break;
      case 0x3b:
      case 0x3a:
      case 0x2013:
      case 0x2014:
        counts.pauses++;
        break;
      case 0x21:
      case 0xff01:
        counts.exclamations++;
        break;
      case 0x3f:
      case 0xff1f:
        counts.questions++;
        break;
      case 0x2026:
        counts.ellipses++;
        break;
      case 0x2e:
        if (text.charCodeAt(at + 1) === 0x2e && text.charCodeAt(at + 2) === 0x2e) {
          counts.ellipses++;
          at += 2;
        }
        break;
    }
    lineHasText = true;
  }
  closeQuote(text.length);
  if (lineHasText) counts.paragraphs++;
}

function countSentences({ text, spans }: TokenisedText, counts: Counts): void {
  let position = 0;
  for (const sentence of sentenceSpans(text)) {
    let length = 0;
    while (position < spans.length && (spans[position]?.start ?? 0) < sentence.end) {
      position++;
      length++;
    }
    if (length === 0) continue;
    counts.sentences++;
    counts.sentenceSquares += length * length;
  }
}
