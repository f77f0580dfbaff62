/** Fills `/write` with the drafts of this browser. */

import { allDrafts, removeDraft, wordsPhrase } from './drafts.js';

const list = document.querySelector('[data-part="drafts"]');
const none = document.querySelector('[data-part="no-drafts"]');

function show() {
  const drafts = allDrafts();
  list.replaceChildren(...drafts.map(entry));
  none.hidden = drafts.length > 0;
}

function entry(draft) {
  const name = draft.title.trim() || 'Untitled';
  const link = document.createElement('a');
  link.href = `/write/${encodeURIComponent(draft.id)}`;
  link.textContent = name;

  const facts = document.createElement('small');
  facts.textContent = `${wordsPhrase(draft.text)}, ${new Date(draft.at).toLocaleString()}`;

  const what = document.createElement('div');
  what.append(link, facts);

  const remove = document.createElement('button');
  remove.type = 'button';
  remove.className = 'plain';
  remove.textContent = 'Delete';
  remove.setAttribute('aria-label', `Delete ${name}`);
  remove.addEventListener('click', () => {
    if (!confirm(`Delete “${name}” for good?`)) return;
    removeDraft(draft.id);
    show();
  });

  const item = document.createElement('li');
  item.dataset.draft = draft.id;
  item.append(what, remove);
  return item;
}

show();
