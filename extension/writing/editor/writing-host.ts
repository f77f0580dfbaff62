import type { Editor, Surroundings } from './editor.ts';
import type { Candidate } from './ghost.ts';
import type { Overlay } from './overlay.ts';

/** What the host of the editor engine does for it. The engine itself knows no extension. */
export interface WritingHost {
  readonly view: Window;
  readonly overlay: Overlay;
  /** The elements of the page that hold a story being written, frames among them; asked anew, since some come late. */
  editors(): readonly Element[];
  choices(): WritingChoices;
  /** Candidates for the text at the caret, the best first; none where there is nothing good to say. */
  suggest(asked: Asked, signal: AbortSignal): Promise<readonly Candidate[]>;
  /** The writer typed, and paused. `typed` is about how many characters since the last time. */
  wrote(surroundings: Surroundings, typed: number, editor: Editor): void;
  /** What became of suggestions. */
  happened(event: SuggestionEvent): void;
  /** The writer is in this editor now; null when in none. */
  entered(editor: Editor | null): void;
}

export interface WritingChoices {
  readonly suggesting: boolean;
  /** Whether Tab takes a suggestion. */
  readonly tab: boolean;
  /** How long a pause is, ms. */
  readonly pause: number;
  /** Fields without suggestions, by `fieldName`. */
  readonly fieldsOff: readonly string[];
}

export interface Asked extends Surroundings {
  /** By a pause or by the writer's own key: then anything is better than nothing. */
  readonly by: 'pause' | 'key';
}

/** A list with what was seen of it; texts are those that were offered. */
export type SuggestionEvent =
  | { readonly is: 'shown' }
  | { readonly is: 'dismissed' }
  | {
      readonly is: 'taken';
      /** Whether all of it was taken, or a word. */
      readonly whole: boolean;
      readonly before: string;
      /** In the order in which they were seen. */
      readonly seen: readonly Candidate[];
      readonly chosen: number;
    }
  /** What was taken was changed soon after. */
  | { readonly is: 'edited' };
