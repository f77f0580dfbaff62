import { splitForMeasuring, type VoiceExample } from '../../../../shared/learning/voice/example.ts';
import type { EncodedText, Vocabulary } from '../../../../shared/text/vocabulary.ts';
import { type PeopleSource, splitPeople } from '../../measuring-protocol.ts';
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

export function writersOf(source: PeopleSource<Author>, vocabulary: Vocabulary): Writers {
  const { participants, unseen } = splitPeople(source);
  const made = (author: Author): Writer => writerOf(author, vocabulary);
  return { participants: participants.map(made), unseen: unseen.map(made) };
}

function writerOf(author: Author, vocabulary: Vocabulary): Writer {
  const text = encodeAuthor(author, vocabulary);
  const { training, test } = splitForMeasuring(text);
  return { id: author.id, text, own: [{ ...training, at: 0 }], last: test };
}
