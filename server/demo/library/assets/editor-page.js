/** The editor of one draft: a plain text area and a rich one over the same story, kept as one types. */

import { keepDraft, readDraft, wordsPhrase } from './drafts.js';

const main = document.querySelector('[data-page="editor"]');
const title = main.querySelector('[data-field="draft-title"]');
const plain = main.querySelector('[data-editor="plain"]');
const rich = main.querySelector('[data-editor="rich"]');
const formatting = main.querySelector('[data-part="formatting"]');
const words = main.querySelector('[data-part="words"]');
const saved = main.querySelector('[data-part="saved"]');

const SAVE_AFTER_MS = 400;
let draft = readDraft(main.dataset.draftId);
let timer = 0;

title.value = draft.title;
use(draft.mode === 'rich' ? 'rich' : 'plain');

main.addEventListener('input', () => {
  markBlank();
  saved.textContent = '';
  clearTimeout(timer);
  timer = setTimeout(keep, SAVE_AFTER_MS);
});
addEventListener('pagehide', keep);

main.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (button?.dataset.act === 'mode') {
    keep();
    use(button.dataset.value);
    keep();
  }
  if (button?.dataset.act === 'bold' || button?.dataset.act === 'italic') {
    rich.focus();
    document.execCommand(button.dataset.act);
  }
});

// Pressing a formatting button must not take the selection out of the text.
formatting.addEventListener('pointerdown', (event) => event.preventDefault());

rich.addEventListener('focus', () => document.execCommand('defaultParagraphSeparator', false, 'p'), {
  once: true,
});

rich.addEventListener('paste', (event) => {
  event.preventDefault();
  document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
});

/** Shows one of the editors, with the draft's text in it. */
function use(mode) {
  main.dataset.mode = mode;
  plain.hidden = mode !== 'plain';
  rich.hidden = mode !== 'rich';
  formatting.hidden = mode !== 'rich';
  for (const button of main.querySelectorAll('[data-act="mode"]')) {
    button.ariaPressed = String(button.dataset.value === mode);
  }
  if (mode === 'plain') plain.value = draft.text;
  else rich.replaceChildren(...paragraphsOf(draft).map(paragraphElement));
  // Typing into an element without a paragraph would put bare text there.
  if (mode === 'rich' && rich.childElementCount === 0) rich.append(blankParagraph());
  markBlank();
  words.textContent = wordsPhrase(draft.text);
}

/** Keeps what is in the editor in use, if it differs from what is kept. */
function keep() {
  clearTimeout(timer);
  const mode = main.dataset.mode;
  const paragraphs = mode === 'rich' ? readParagraphs() : null;
  const text = paragraphs === null ? plain.value : textOf(paragraphs);
  const marks = paragraphs ?? (text === draft.text ? draft.rich : null);
  const next = { ...draft, title: title.value, mode, text, rich: marks };
  if (JSON.stringify(next) === JSON.stringify(draft)) return;
  // A draft nobody has written anything in is not one.
  if (draft.at === 0 && text.trim() === '' && title.value.trim() === '') return;
  draft = { ...next, at: Date.now() };
  words.textContent = wordsPhrase(text);
  saved.textContent = keepDraft(draft)
    ? '· Kept in this browser'
    : '· Not kept: this browser has no room. Copy your text to be safe.';
}

function paragraphsOf({ text, rich: marked }) {
  if (Array.isArray(marked) && textOf(marked) === text) return marked;
  return text
    .split(/\n[^\S\n]*\n+/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => [{ text: paragraph, bold: false, italic: false }]);
}

function textOf(paragraphs) {
  return paragraphs.map((runs) => runs.map((run) => run.text).join('')).join('\n\n');
}

/** Runs → a `<p>`; built node by node, so that no text can become markup. */
function paragraphElement(runs) {
  const paragraph = document.createElement('p');
  for (const run of runs) {
    let node = document.createTextNode(run.text);
    for (const [on, name] of [
      [run.italic, 'i'],
      [run.bold, 'b'],
    ]) {
      if (!on) continue;
      const mark = document.createElement(name);
      mark.append(node);
      node = mark;
    }
    paragraph.append(node);
  }
  return paragraph;
}

function blankParagraph() {
  const paragraph = document.createElement('p');
  paragraph.append(document.createElement('br'));
  return paragraph;
}

/** What is in the rich editor → paragraphs of runs; blank paragraphs are left out. */
function readParagraphs() {
  const paragraphs = [[]];
  const walk = (node, bold, italic) => {
    if (node.nodeType === Node.TEXT_NODE) {
      paragraphs.at(-1).push({ text: node.data.replaceAll('\u00a0', ' '), bold, italic });
      return;
    }
    const name = node.nodeName;
    if (name === 'BR') paragraphs.at(-1).push({ text: '\n', bold, italic });
    const block = name === 'P' || name === 'DIV';
    if (block) paragraphs.push([]);
    for (const child of node.childNodes) {
      walk(child, bold || name === 'B' || name === 'STRONG', italic || name === 'I' || name === 'EM');
    }
    if (block) paragraphs.push([]);
  };
  for (const child of rich.childNodes) walk(child, false, false);
  return paragraphs.filter((runs) => runs.some((run) => run.text.trim() !== ''));
}

function markBlank() {
  rich.toggleAttribute('data-blank', rich.textContent === '');
}
