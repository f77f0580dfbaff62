import { join } from 'node:path';
import { joined, splitForMeasuring } from '../../../shared/learning/voice/example.ts';
import { type EncodedText, encodeText, type Vocabulary } from '../../../shared/text/vocabulary.ts';
import { isUnseenPerson } from '../measuring-protocol.ts';
import { type Author, dataFolder, readAuthors } from './read-authors.ts';

/** Registers of public text: folders of the data, and how often an epoch passes over each. */
const registers = [
  { folder: 'novels', passes: 1 },
  // A third as long, and the register of those who write today.
  { folder: 'scp', passes: 3 },
] as const;

export type TextChoice = 'public' | 'novels';

export interface PublicRegister {
  readonly name: string;
  readonly passes: number;
  /** Authors that public models may read. */
  readonly authors: readonly Author[];
}

/** Novels and SCP without the fifth of authors on which everything is measured. No other data is read. */
export function readPublicTexts(): PublicRegister[] {
  return registers.map(({ folder, passes }) => ({
    name: folder,
    passes,
    authors: readAuthors(join(dataFolder(), folder)).filter(({ id }) => !isUnseenPerson(id)),
  }));
}

/** The fifth that was left out, by folder. */
export function readUnseenTexts(): { name: string; authors: Author[] }[] {
  return registers.map(({ folder }) => ({
    name: folder,
    authors: readAuthors(join(dataFolder(), folder)).filter(({ id }) => isUnseenPerson(id)),
  }));
}

/** All of an author's texts as one. */
export function encodeAuthor({ texts }: Author, vocabulary: Vocabulary): EncodedText {
  return joined(texts.map((text) => ({ ...encodeText(text, vocabulary), at: 0 })));
}

/** Tokens of a piece: an epoch shuffles pieces, so that neighbouring streams are of different authors. */
const PIECE = 5000;

/** The first four fifths of each author in pieces; the last fifth, to fit weights on. */
export function trainingPieces(
  register: PublicRegister,
  vocabulary: Vocabulary,
): { pieces: Uint16Array[]; heldOut: EncodedText[] } {
  const split = register.authors.map((author) => splitForMeasuring(encodeAuthor(author, vocabulary)));
  const pieces = split.flatMap(({ training: { ids } }) =>
    Array.from({ length: Math.ceil(ids.length / PIECE) }, (_, piece) =>
      ids.slice(piece * PIECE, (piece + 1) * PIECE),
    ),
  );
  return { pieces, heldOut: split.map(({ test }) => test) };
}
