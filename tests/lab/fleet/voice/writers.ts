import { splitForMeasuring, type VoiceExample } from '../../../../shared/learning/voice/example.ts';
import type { EncodedText, Vocabulary } from '../../../../shared/text/vocabulary.ts';
import { isUnseenPerson } from '../../measuring-protocol.ts';
import type { Author } from '../../warm-start/read-authors.ts';
import { encodeAuthor } from '../../warm-start/read-public-texts.ts';

/** A writer as the fleet knows one. */
export interface Writer {
  readonly id: string;
  /** All of the writer's text, in order. */
  readonly text: EncodedText;
  /** The first four fifths of it: what is on the device. */
  readonly own: readonly VoiceExample[];
  /** The last fifth, on which the writer is measured. */
  readonly last: EncodedText;
}

export interface Writers {
  readonly participants: readonly Writer[];
  readonly unseen: readonly Writer[];
}

/** Where people come from: one folder that is split by person, or one folder for each side. */
export type WriterSource =
  | { readonly data: readonly Author[] }
  | { readonly train: readonly Author[]; readonly test: readonly Author[] };

export function writersOf(source: WriterSource, vocabulary: Vocabulary): Writers {
  const made = (authors: readonly Author[]): Writer[] =>
    authors.map((author) => writerOf(author, vocabulary));
  if ('train' in source) return { participants: made(source.train), unseen: made(source.test) };
  return {
    participants: made(source.data.filter(({ id }) => !isUnseenPerson(id))),
    unseen: made(source.data.filter(({ id }) => isUnseenPerson(id))),
  };
}

function writerOf(author: Author, vocabulary: Vocabulary): Writer {
  const text = encodeAuthor(author, vocabulary);
  const { training, test } = splitForMeasuring(text);
  return { id: author.id, text, own: [{ ...training, at: 0 }], last: test };
}
