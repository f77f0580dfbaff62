/**
 * Builds the stories of the demo library (`server/demo/library/content/*.json`) from the data provided:
 * pieces of the SCP Wiki (CC BY-SA 3.0) and slices of public-domain novels.
 *
 *     npx tsx tests/lab/build-demo-library.ts
 *
 * Data is looked for in the folder named by `PROMPTALE_DATA`, else in `../shared/data` beside the checkout. The two
 * tables below are the choice: what is shown, under which id (ids are for ever: never give one to another story),
 * and where the text starts and ends. Texts are not rewritten; page furniture (captions, image credits, navigation)
 * is cut, and every cut is an entry in the table.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import {
  countWords,
  firstSentences,
  SCENE_BREAK,
  type Story,
  storySchema,
} from '../../server/demo/library/story.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const dataFolder = process.env['PROMPTALE_DATA'] ?? resolve(checkout, '../shared/data');
const contentFolder = join(checkout, 'server/demo/library/content');
const BYTES_ALLOWED = 2_500_000;

// ---------------------------------------------------------------------------------------------- the choice: SCP Wiki

interface WikiChoice {
  id: string;
  doc: string;
  /** What the first line kept starts with; earlier lines are captions and page furniture. */
  from?: string;
  /** What the first line dropped at the end starts with. */
  until?: string;
  /** Lines dropped in between, by what they start with: captions of images that are not shown. */
  drop?: string[];
  /** Footnote marks that the plain text has glued to a word: found text → same text with the mark in brackets. */
  marks?: [string, string][];
  /** A table whose cells the plain text has put on lines of their own: where it starts, and its shape. */
  table?: { from: string; columns: number; rows: number };
  /** What the paragraph starts with that the summary is taken from. */
  summaryFrom?: string;
  title?: string;
  rating?: Story['rating'];
  warnings?: string[];
}

const TEEN = 'Teen And Up Audiences';
const VIOLENCE = 'Violence';

const wikiChoices: WikiChoice[] = [
  // Short pieces of 150–450 words.
  { id: '101', doc: 'routine' },
  {
    id: '102',
    doc: 'nobody-says-good-night-to-you-alex-thorley',
    from: 'Bonne nuit.',
    title: "Nobody's Greetings",
  },
  { id: '103', doc: 'interval-1', until: 'Previous:' },
  { id: '104', doc: 'reentry', rating: TEEN, warnings: ['Character death'] },
  { id: '105', doc: 'alone', rating: TEEN },
  { id: '106', doc: 'swimmer', rating: TEEN },
  { id: '107', doc: '8-mr-moon', until: 'Previous:', title: 'Mr. Moon', summaryFrom: 'You may think me' },
  { id: '108', doc: 'dr-cog-and-the-plastic-fantastic', title: 'Dr. Cog and the Plastic Fantastic' },
  { id: '109', doc: 'patina' },
  {
    id: '110',
    doc: 'scp-6404',
    from: 'Special Containment Procedures:',
    marks: [
      ['Tallakant name,1 while', 'Tallakant name,[1] while'],
      ['in their lives2 became', 'in their lives[2] became'],
    ],
  },
  {
    id: '111',
    doc: 'snuggle-cuddle-and-protect-the-mean-dragon',
    until: 'Author:',
    title: 'Snuggle, Cuddle, and Protect: The Mean Dragon',
    summaryFrom: 'There once was a dragon',
  },
  { id: '112', doc: 'crunch', rating: TEEN, warnings: [VIOLENCE] },
  { id: '113', doc: 'the-vault', rating: TEEN },
  { id: '114', doc: 'whole', rating: TEEN },
  { id: '115', doc: 'patterns' },
  {
    id: '116',
    doc: 'scp-1094-ex',
    from: 'Item Tag:',
    until: 'Name: EyePlanetLoL',
    drop: ['First photograph of SCP-1094-EX'],
    marks: [
      ['22.3 M⊕1.', '22.3 M⊕.[1]'],
      ['an anomalous object2 until', 'an anomalous object[2] until'],
    ],
  },
  {
    id: '117',
    doc: 'scp-999-ex',
    from: 'Item #:',
    drop: ['SCP-999-EX moments before release', 'License:', 'Title:', 'Author:', 'Release Year:'],
    marks: [['DENIED1', 'DENIED[1]']],
    table: { from: 'REQUEST', columns: 3, rows: 11 },
  },
  { id: '118', doc: 'divine-intervention', rating: TEEN },
  { id: '119', doc: 'scp-1927-ex', from: 'Item #:', until: 'License:' },
  // Longer ones.
  {
    id: '120',
    doc: 'page-285-of-the-guild-ledger',
    from: 'AN ENTRY',
    until: 'Name:',
    title: 'Page 285 of the Guild Ledger',
  },
  { id: '121', doc: 'scp-682-cu', from: 'Item #:' },
  { id: '122', doc: 'scp-2615-j' },
  { id: '123', doc: '11-mr-feather', until: 'Previous:', title: 'Mr. Feather' },
  { id: '124', doc: 'sparks-of-creativity' },
  { id: '125', doc: 'people-are-not-wearing-enough-hats' },
  { id: '126', doc: 'eldritch-application', rating: TEEN },
  { id: '127', doc: 'winding-down' },
  { id: '128', doc: 'astronomical' },
  { id: '129', doc: 'a-visitation', rating: TEEN },
  { id: '130', doc: 'spring-cleaning', summaryFrom: 'The staff at Site-33' },
  { id: '131', doc: 'in-the-big-league' },
  { id: '132', doc: 'the-happy-ending', rating: TEEN },
  { id: '133', doc: 'scp-1548-ex', until: 'Name:', drop: ['Image of SCP-1548'] },
  { id: '134', doc: 'the-god-and-world', rating: TEEN },
  { id: '135', doc: 'message-in-a-bottle' },
  { id: '136', doc: 'splinters', until: 'Does a mind bend', summaryFrom: 'I write now due to' },
  { id: '137', doc: 'medical-seminar', rating: TEEN },
];

// ------------------------------------------------------------------------------------- the choice: public-domain works

interface Passage {
  title: string;
  /** What the first paragraph starts with. */
  from: string;
  /** Take whole paragraphs until so many words are reached, or a heading of the book, or the slice's end. */
  words: number;
}

interface NovelChoice {
  id: string;
  doc: string;
  work: string;
  author: string;
  year: string;
  tags: string[];
  passages: Passage[];
  rating?: Story['rating'];
  warnings?: string[];
}

const novelChoices: NovelChoice[] = [
  {
    id: '201',
    doc: 'Burnett_Garden_1911#0',
    work: 'The Secret Garden',
    author: 'Frances Hodgson Burnett',
    year: '1911',
    tags: ["children's fiction", 'gardens', 'yorkshire', 'found family', 'healing', 'hopeful'],
    passages: [
      {
        title: '“There Was Some One Crying—There Was!”',
        from: 'The next day the rain poured down',
        words: 4000,
      },
      { title: 'The Key to the Garden', from: 'Two days after this, when Mary', words: 4000 },
    ],
  },
  {
    id: '202',
    doc: 'Blackmore_Lorna_1869#0',
    work: 'Lorna Doone',
    author: 'R. D. Blackmore',
    year: '1869',
    tags: ['romance', 'historical', 'exmoor', 'outlaws', 'first-person', 'adventure'],
    passages: [
      { title: 'Hard It Is to Climb', from: 'So many a winter night went by', words: 6000 },
      { title: 'A Boy and a Girl', from: 'A BOY AND A GIRL When I came to myself', words: 6000 },
    ],
  },
  {
    id: '203',
    doc: 'Cbronte_Jane_1847#0',
    work: 'Jane Eyre',
    author: 'Charlotte Brontë',
    year: '1847',
    tags: ['gothic', 'coming of age', 'first-person', 'school', 'friendship', 'bleak'],
    passages: [{ title: 'Lowood', from: "Five o'clock had hardly struck", words: 6000 }],
  },
  {
    id: '204',
    doc: 'Braddon_Audley_1862#0',
    work: "Lady Audley's Secret",
    author: 'Mary Elizabeth Braddon',
    year: '1862',
    tags: ['sensation novel', 'mystery', 'country house', 'secrets', 'suspense'],
    passages: [{ title: 'Hidden Relics', from: 'The same August sun which had gone down', words: 4200 }],
  },
  {
    id: '205',
    doc: 'Corelli_Romance_1886#0',
    work: 'A Romance of Two Worlds',
    author: 'Marie Corelli',
    year: '1886',
    tags: ['fantasy', 'occult', 'music', 'first-person', 'riviera', 'dreamlike'],
    passages: [
      { title: 'A Dance and a Promise', from: 'Our little French friend, Madame Didier', words: 5000 },
      { title: "Cellini's Story", from: 'The following morning at the appointed hour', words: 2500 },
    ],
  },
  {
    id: '206',
    doc: 'Galsworthy_Man_1906#0',
    work: 'The Man of Property',
    author: 'John Galsworthy',
    year: '1906',
    tags: ['family saga', 'london', 'old age', 'satire', 'bittersweet'],
    passages: [
      { title: 'Old Jolyon Goes to the Opera', from: "At five o'clock the following day", words: 6000 },
    ],
  },
  {
    id: '207',
    doc: 'Morris_Wood_1894#0',
    work: 'The Wood Beyond the World',
    author: 'William Morris',
    year: '1894',
    tags: ['fantasy', 'quest', 'sea voyage', 'otherworldly', 'archaic prose', 'adventure'],
    passages: [
      { title: 'Storm Befalls the Bartholomew', from: 'Now swift sailed the Bartholomew', words: 3000 },
      { title: 'Now They Come to a New Land', from: 'Three days they drave before the wind', words: 3000 },
      {
        title: 'The Old Man Tells Walter of Himself',
        from: 'But when they had done their meat',
        words: 3000,
      },
    ],
  },
  {
    id: '208',
    doc: 'Ward_Milly_1881#1',
    work: 'Milly and Olly',
    author: 'Mary Augusta Ward',
    year: '1881',
    tags: ["children's fiction", 'lake district', 'storytelling', 'family', 'cosy'],
    passages: [{ title: 'A Story-Telling Game', from: 'When Aunt Emma was safely settled', words: 5000 }],
  },
  {
    id: '209',
    doc: 'Gaskell_Wives_1865#0',
    work: 'Wives and Daughters',
    author: 'Elizabeth Gaskell',
    year: '1865',
    tags: ['slice-of-life', 'country town', 'fathers and daughters', 'comedy of manners', 'romance'],
    passages: [{ title: 'Calf-Love', from: 'One day, for some reason or other, Mr. Gibson', words: 5400 }],
  },
  {
    id: '210',
    doc: 'Lee_Penelope_1903#0',
    work: 'Penelope Brandling',
    author: 'Vernon Lee',
    year: '1903',
    tags: ['gothic', 'diary', 'welsh coast', 'suspense', 'historical', 'first-person'],
    passages: [
      { title: 'September 29, 1772', from: 'This is my first night in what', words: 3000 },
      { title: 'October 5, 1772', from: 'It has stopped raining at last', words: 3000 },
      { title: 'October 12, 1772', from: 'We have been here over a fortnight', words: 2500 },
    ],
  },
  {
    id: '211',
    doc: 'James_Roderick_1875#1',
    work: 'Roderick Hudson',
    author: 'Henry James',
    year: '1875',
    tags: ['artists', 'rome', 'psychological', 'friendship', 'slow burn'],
    passages: [{ title: 'Frascati', from: "One day, on entering Roderick's lodging", words: 5000 }],
  },
  {
    id: '212',
    doc: 'Lytton_Kenelm_1873#1',
    work: 'Kenelm Chillingly',
    author: 'Edward Bulwer-Lytton',
    year: '1873',
    tags: ['country house', 'conversation', 'philosophy', 'romance', 'comedy of manners'],
    passages: [
      { title: 'The Portrait', from: 'THE house of Mr. Travers contained', words: 4000 },
      { title: 'Under the Veranda', from: 'THE next day Mrs. Campion and Cecilia', words: 2000 },
    ],
  },
  {
    id: '213',
    doc: 'Gissing_Women_1893#1',
    work: 'The Odd Women',
    author: 'George Gissing',
    year: '1893',
    tags: ['marriage', 'realism', 'new woman', 'guernsey', 'psychological'],
    passages: [
      { title: 'The Joys of Home', from: 'Monica and her husband, on leaving', words: 3600 },
      { title: 'Health from the Sea', from: 'From Herne Hill to St. Peter Port', words: 3000 },
    ],
  },
  {
    id: '214',
    doc: 'Wcollins_Woman_1860#1',
    work: 'The Woman in White',
    author: 'Wilkie Collins',
    year: '1860',
    tags: ['mystery', 'gothic', 'diary', 'sisters', 'suspense', 'sensation novel'],
    rating: TEEN,
    passages: [
      { title: 'The Lake at Blackwater Park', from: 'June 17th. When the dinner hour', words: 3800 },
    ],
  },
  {
    id: '215',
    doc: 'Morris_Roots_1890#0',
    work: 'The Roots of the Mountains',
    author: 'William Morris',
    year: '1890',
    tags: ['fantasy', 'mountains', 'archaic prose', 'first meeting', 'otherworldly'],
    passages: [
      { title: 'Menfolk on the Mountain', from: 'Now he plodded on steadily', words: 3000 },
      { title: 'Those Mountain-Dwellers', from: 'A yard or two from the threshold', words: 3400 },
    ],
  },
  // Single scenes of 200–450 words.
  {
    id: '301',
    doc: 'Morris_Water_1897#2',
    work: 'The Water of the Wondrous Isles',
    author: 'William Morris',
    year: '1897',
    tags: ['fantasy', 'witches', 'homecoming', 'archaic prose', 'otherworldly'],
    rating: TEEN,
    passages: [{ title: 'The Witch on the Threshold', from: 'It was some while after noon', words: 430 }],
  },
  {
    id: '302',
    doc: 'Blackmore_Springhaven_1887#0',
    work: 'Springhaven',
    author: 'R. D. Blackmore',
    year: '1887',
    tags: ['village life', 'historical', 'nostalgia', 'humour'],
    passages: [{ title: 'Stonnington', from: 'In those days Stonnington was', words: 360 }],
  },
  {
    id: '303',
    doc: 'Burnett_Lord_1886#1',
    work: 'Little Lord Fauntleroy',
    author: 'Frances Hodgson Burnett',
    year: '1886',
    tags: ["children's fiction", 'family', 'country house', 'heartwarming'],
    passages: [{ title: 'A Very Big House', from: '"It\'s a very big house', words: 380 }],
  },
  {
    id: '304',
    doc: 'Braddon_Phantom_1883#0',
    work: 'Phantom Fortune',
    author: 'Mary Elizabeth Braddon',
    year: '1883',
    tags: ['lake district', 'country house', 'mystery', 'morning'],
    passages: [{ title: 'In the Summer Morning', from: 'John Hammond loved the wild freshness', words: 340 }],
  },
  {
    id: '305',
    doc: 'Anon_Clara_1864#1',
    work: 'Clara Vaughan',
    author: 'R. D. Blackmore',
    year: '1864',
    tags: ['dogs', 'first-person', 'healing', 'humour'],
    passages: [{ title: 'Giudice', from: 'Beloved Giudice remained many days', words: 350 }],
  },
  {
    id: '306',
    doc: 'Wcollins_Basil_1852#0',
    work: 'Basil',
    author: 'Wilkie Collins',
    year: '1852',
    tags: ['london', 'suspense', 'first-person', 'morning', 'sensation novel'],
    passages: [{ title: 'Hollyoake Square', from: 'London was rousing everywhere', words: 330 }],
  },
];

// -------------------------------------------------------------------------------------------------------- the building

const wikiDocumentSchema = z.object({
  author: z.string(),
  doc: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  rating: z.coerce.number(),
  created: z.string(),
  url: z.string(),
  text: z.string(),
});
type WikiDocument = z.infer<typeof wikiDocumentSchema>;

const novelDocumentSchema = z.object({ doc: z.string(), text: z.string() });
type NovelDocument = z.infer<typeof novelDocumentSchema>;

function main(): void {
  const wiki = readDocuments('scp', wikiDocumentSchema);
  const novels = readDocuments('novels', novelDocumentSchema);
  const stories = [
    ...wikiChoices.map((choice) => wikiStory(choice, found(wiki, choice.doc))),
    ...novelChoices.map((choice) => novelStory(choice, found(novels, choice.doc))),
  ];
  const files = stories.map((story) => ({
    name: `${story.id}-${story.slug}.json`,
    text: `${JSON.stringify(storySchema.parse(story), null, 1)}\n`,
  }));
  const bytes = files.reduce((sum, file) => sum + Buffer.byteLength(file.text), 0);
  if (bytes > BYTES_ALLOWED) throw new Error(`The content is ${bytes} bytes; ${BYTES_ALLOWED} are allowed.`);

  mkdirSync(contentFolder, { recursive: true });
  for (const name of readdirSync(contentFolder))
    if (name.endsWith('.json')) rmSync(join(contentFolder, name));
  for (const file of files) writeFileSync(join(contentFolder, file.name), file.text);

  const short = stories.filter((story) => story.words <= 450).length;
  const words = stories.reduce((sum, story) => sum + story.words, 0);
  console.log(`${stories.length} stories (${short} of at most 450 words), ${words} words, ${bytes} bytes`);
}

/** Lines kept of a wiki page → a complete story of one chapter. */
function wikiStory(choice: WikiChoice, page: WikiDocument): Story {
  const lines = page.text.split('\n').map((text) => text.trim());
  const start = choice.from === undefined ? 0 : indexOfLine(lines, choice.from, page.doc);
  const end = choice.until === undefined ? lines.length : indexOfLine(lines, choice.until, page.doc, start);
  const dropped = choice.drop ?? [];
  for (const prefix of dropped) indexOfLine(lines, prefix, page.doc, start);

  let text = lines
    .slice(start, end)
    .filter((kept) => kept !== '' && !dropped.some((prefix) => kept.startsWith(prefix)))
    .join('\n');
  for (const [glued, bracketed] of choice.marks ?? []) {
    if (text.split(glued).length !== 2) throw new Error(`${page.doc}: "${glued}" is not there exactly once.`);
    text = text.replace(glued, bracketed);
  }
  const paragraphs = withTable(text.split('\n'), choice.table, page.doc).map(asParagraph);
  refuseFurniture(paragraphs, page.doc);

  const title = choice.title ?? page.title.replace(/ - SCP Foundation$/, '');
  return {
    id: choice.id,
    slug: slugOf(title),
    title,
    author: page.author,
    published: page.created.slice(0, 10),
    tags: page.tags.filter((tag) => !tag.startsWith('_')),
    fandom: 'SCP Foundation',
    rating: choice.rating ?? 'General Audiences',
    warnings: choice.warnings ?? [],
    language: 'en',
    status: 'complete',
    summary: summaryOf(paragraphs, choice.summaryFrom),
    words: countWords(paragraphs),
    chapters: [{ id: `${choice.id}-1`, title: null, paragraphs }],
    counters: { ...demonstrationCounters(choice.id), votes: Math.max(0, page.rating) },
    licence: { name: 'CC BY-SA 3.0', url: 'https://creativecommons.org/licenses/by-sa/3.0/' },
    source: {
      url: page.url,
      attribution:
        `“${title}” by ${page.author}, from the SCP Wiki. Words as written there; images, captions and the ` +
        'furniture of the page left out. This copy is under the same licence.',
    },
  };
}

/** Passages of a slice → an excerpt in chapters. */
function novelStory(choice: NovelChoice, slice: NovelDocument): Story {
  const lines = slice.text
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '' && !/^(?:\[?Illustration\b[^\]]*\]?|Click to ENLARGE)$/.test(text))
    // A slice is cut anywhere: its last paragraph is not whole.
    .slice(0, -1);
  const single = choice.passages.length === 1 && (choice.passages[0]?.words ?? 0) <= 450;
  const parts = choice.passages.flatMap((passage) => {
    const paragraphs = passageParagraphs(lines, passage, choice.doc);
    const pieces = splitEvenly(paragraphs, CHAPTER_WORDS);
    return pieces.map((piece, index) => ({
      title: index === 0 ? passage.title : `${passage.title}, part ${index + 1}`,
      paragraphs: piece,
    }));
  });
  const title = single
    ? `${choice.passages[0]?.title}: an excerpt from ${choice.work}`
    : `${choice.work} (excerpt)`;
  const chapters = parts.map((part, index) => ({
    id: `${choice.id}-${index + 1}`,
    title: single ? null : part.title,
    paragraphs: part.paragraphs,
  }));
  return {
    id: choice.id,
    slug: slugOf(title),
    title,
    author: choice.author,
    published: choice.year,
    tags: choice.tags,
    fandom: 'Classic Fiction',
    rating: choice.rating ?? 'General Audiences',
    warnings: choice.warnings ?? [],
    language: 'en',
    status: 'stub',
    summary: summaryOf(chapters[0]?.paragraphs ?? []),
    words: chapters.reduce((sum, chapter) => sum + countWords(chapter.paragraphs), 0),
    chapters,
    counters: demonstrationCounters(choice.id),
    licence: { name: 'Public domain', url: 'https://creativecommons.org/publicdomain/mark/1.0/' },
    source: {
      url: null,
      attribution: `From ${choice.work} by ${choice.author}, first published in ${choice.year}. An excerpt; the division into parts is ours.`,
    },
  };
}

const HEADING =
  /^(?:(?:CHAPTER|BOOK|PART)\b.*|[IVXLC]+\.?|[A-Z]+ \d{1,2}, 1[78]\d\d\.|[A-Z][a-z]+ \d{1,2}, 1[78]\d\d\.)$/;

function passageParagraphs(lines: readonly string[], passage: Passage, doc: string): string[] {
  const paragraphs: string[] = [];
  for (const text of lines.slice(indexOfLine(lines, passage.from, doc))) {
    if (HEADING.test(text) || countWords(paragraphs) >= passage.words) break;
    paragraphs.push(text);
  }
  // A heading printed at the start of its first paragraph, and the small capitals of a first word.
  const first = paragraphs[0] ?? '';
  paragraphs[0] = first
    .replace(/^(?:[A-Z]{1,}\s){3,}(?=[A-Z][a-z])/, '')
    .replace(
      /^([A-Z])([A-Z]+)(?=\s[a-z])/,
      (_, initial: string, rest: string) => initial + rest.toLowerCase(),
    );
  return paragraphs.map(asParagraph);
}

const CHAPTER_WORDS = { least: 300, most: 1200, wanted: 900 };

/** Cuts a text at paragraph ends into pieces of nearly the same length, none above `most` words where that can be. */
function splitEvenly(paragraphs: readonly string[], size: typeof CHAPTER_WORDS): string[][] {
  const total = countWords(paragraphs);
  const pieces = total <= size.most ? 1 : Math.max(2, Math.round(total / size.wanted));
  const cut: string[][] = [];
  let piece: string[] = [];
  let before = 0;
  for (const paragraph of paragraphs) {
    const words = countWords([paragraph]);
    const boundary = ((cut.length + 1) * total) / pieces;
    if (piece.length > 0 && cut.length < pieces - 1 && before + words / 2 > boundary) {
      cut.push(piece);
      piece = [];
    }
    piece.push(paragraph);
    before += words;
  }
  cut.push(piece);
  for (const part of cut) {
    const words = countWords(part);
    if (total > size.most && (words < size.least || words > size.most))
      throw new Error(`A part of ${words} words starting "${part[0]?.slice(0, 40)}"; choose other ends.`);
  }
  return cut;
}

/** First sentences of the story; of a file of the Foundation, those that say what the thing is. */
function summaryOf(paragraphs: readonly string[], from?: string): string {
  const named = from === undefined ? undefined : paragraphs[indexOfLine(paragraphs, from, 'summary')];
  const description = paragraphs.find((paragraph) => paragraph.startsWith('Description:'));
  const prose = paragraphs.find((paragraph) => paragraph !== SCENE_BREAK && countWords([paragraph]) >= 4);
  const chosen = named ?? description?.replace('Description:', '') ?? prose ?? paragraphs[0] ?? '';
  return firstSentences(chosen.replace(/\[\d+\]/g, '').trim());
}

/** Cells of one row on one line. */
function withTable(lines: readonly string[], table: WikiChoice['table'], doc: string): string[] {
  if (table === undefined) return [...lines];
  const start = indexOfLine(lines, table.from, doc);
  const end = start + table.columns * table.rows;
  const rows = Array.from({ length: table.rows }, (_, row) =>
    lines.slice(start + row * table.columns, start + (row + 1) * table.columns).join(' · '),
  );
  return [...lines.slice(0, start), ...rows, ...lines.slice(end)];
}

/** Plain numbers that look like a site's, the same on every build. Not measurements of anything: see the README. */
function demonstrationCounters(id: string): {
  kudos: number;
  hits: number;
  bookmarks: number;
  comments: number;
} {
  const draw = (salt: string): number => {
    let hash = 0x811c9dc5;
    for (const character of `${salt}/${id}`) {
      hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    }
    // The finaliser of MurmurHash3, so that neighbouring ids do not get neighbouring numbers.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
  const kudos = Math.round(24 * 2 ** (6 * draw('kudos')));
  return {
    kudos,
    hits: Math.round(kudos * (7 + 14 * draw('hits'))),
    bookmarks: Math.round(kudos * (0.06 + 0.2 * draw('bookmarks'))),
    comments: Math.round(kudos * (0.02 + 0.1 * draw('comments'))),
  };
}

function asParagraph(text: string): string {
  return /^[-–—*~_=•\s]{1,20}$/.test(text) ? SCENE_BREAK : text.replace(/\s+/g, ' ');
}

/** Credits of images and links of navigation are not story; the table must cut them. */
function refuseFurniture(paragraphs: readonly string[], doc: string): void {
  const furniture =
    /^(?:Name|Filename|Licen[sc]e|Source(?: Link)?|Derivative of|Image|Previous|Next|Back to Hub)\b:?/;
  const left = paragraphs.find((paragraph) => furniture.test(paragraph) && countWords([paragraph]) < 12);
  if (left !== undefined) throw new Error(`${doc}: "${left}" is page furniture; cut it in the table.`);
}

function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/['’]|\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function indexOfLine(lines: readonly string[], prefix: string, doc: string, after = 0): number {
  const index = lines.findIndex((text, at) => at >= after && text.startsWith(prefix));
  if (index === -1) throw new Error(`${doc}: no line starts with "${prefix}".`);
  return index;
}

function readDocuments<T extends { doc: string }>(
  name: string,
  schema: z.ZodType<T>,
): ReadonlyMap<string, T> {
  const path = join(dataFolder, name, 'docs.jsonl.gz');
  const rows = gunzipSync(readFileSync(path)).toString('utf8').split('\n').filter(Boolean);
  return new Map(
    rows.map((row) => {
      const document = schema.parse(JSON.parse(row));
      return [document.doc, document];
    }),
  );
}

function found<T>(documents: ReadonlyMap<string, T>, doc: string): T {
  const document = documents.get(doc);
  if (document === undefined) throw new Error(`The data in ${dataFolder} has no document "${doc}".`);
  return document;
}

main();
