/**
 * Drafts, kept in this browser under one key each.
 *
 * A draft is `{ id, title, mode, text, rich, at }`: `text` is the plain text, paragraphs apart by blank lines; `rich`
 * is the same as a list of paragraphs, each a list of runs `{ text, bold, italic }`, or null if there are no marks.
 */

const PREFIX = 'lamplight:draft:';

/** The draft with this id; a blank one if there is none or it cannot be read. */
export function readDraft(id) {
  const blank = { id, title: '', mode: 'plain', text: '', rich: null, at: 0 };
  try {
    return { ...blank, ...JSON.parse(localStorage.getItem(PREFIX + id) ?? '{}'), id };
  } catch {
    return blank;
  }
}

/** Keeps a draft; false if the browser has no room or lets nothing be kept. */
export function keepDraft(draft) {
  try {
    localStorage.setItem(PREFIX + draft.id, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function removeDraft(id) {
  localStorage.removeItem(PREFIX + id);
}

/** Every draft, newest first. */
export function allDrafts() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => readDraft(key.slice(PREFIX.length)))
      .sort((a, b) => b.at - a.at);
  } catch {
    return [];
  }
}

export function countWords(text) {
  return text.match(/\S+/g)?.length ?? 0;
}

export function wordsPhrase(text) {
  const words = countWords(text);
  return `${words.toLocaleString('en-US')} ${words === 1 ? 'word' : 'words'}`;
}
