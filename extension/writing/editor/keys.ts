/** What a key means while somebody writes. */
export type WritingKey = 'take' | 'take-word' | 'dismiss' | 'next' | 'previous' | 'ask';

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export interface KeyContext {
  /** Whether a suggestion is on the screen: without one every key but `ask` is the page's. */
  readonly shown: boolean;
  /** Whether Tab takes suggestions: the writer's choice, and nothing at the caret needs it. */
  readonly tab: boolean;
  readonly direction: 'ltr' | 'rtl';
}

/**
 * The meaning of a key press; null for all that are the page's.
 *
 * Tab takes all, Ctrl or Cmd with the arrow that goes on takes a word, Escape sends it away; Alt+Enter takes all where
 * Tab has another meaning; Alt+] and Alt+[ turn to others; Alt+/ asks.
 */
export function keyMeaning(press: KeyPress, { shown, tab, direction }: KeyContext): WritingKey | null {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = press;
  const command = ctrlKey || metaKey;
  if (altKey && !command && !shiftKey && code === 'Slash') return 'ask';
  if (!shown || shiftKey) return null;
  if (altKey) {
    if (command) return null;
    if (key === 'Enter') return 'take';
    if (code === 'BracketRight') return 'next';
    return code === 'BracketLeft' ? 'previous' : null;
  }
  if (command) return key === (direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight') ? 'take-word' : null;
  if (key === 'Escape') return 'dismiss';
  return key === 'Tab' && tab ? 'take' : null;
}
