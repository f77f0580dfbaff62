// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { editorOf, fieldName } from './find-editor.ts';
import { textOf, textRound } from './text-round-caret.ts';

afterEach(() => document.body.replaceChildren());

function show(markup: string): HTMLElement {
  const holder = document.createElement('div');
  holder.innerHTML = markup;
  document.body.append(holder);
  // jsdom knows no `isContentEditable`.
  for (const element of holder.querySelectorAll<HTMLElement>('*')) {
    const host = element.closest('[contenteditable]');
    Object.defineProperty(element, 'isContentEditable', {
      value: host !== null && host.getAttribute('contenteditable') !== 'false',
    });
  }
  return holder;
}
const first = (holder: HTMLElement, selector: string): HTMLElement => {
  const found = holder.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`There is no ${selector}.`);
  return found;
};

describe('an editor', () => {
  it.each([
    ['<textarea></textarea>', 'textarea', 'field'],
    ['<input type="text">', 'input', 'field'],
    ['<input>', 'input', 'field'],
    ['<div contenteditable="true"><p>text</p></div>', 'p', 'rich'],
    [
      '<body class="mce-content-body"></body><div contenteditable spellcheck="true"><p></p></div>',
      'p',
      'rich',
    ],
  ])('is found in %s', (markup, selector, kind) => {
    expect(editorOf([first(show(markup), selector)])?.kind).toBe(kind);
  });

  it.each([
    '<textarea readonly></textarea>',
    '<textarea disabled></textarea>',
    '<textarea data-gramm="false"></textarea>',
    '<div data-gramm_editor="false"><textarea></textarea></div>',
    '<textarea data-enable-grammarly="false"></textarea>',
    '<textarea spellcheck="false"></textarea>',
    '<textarea autocomplete="one-time-code"></textarea>',
    '<input type="password">',
    '<input type="email">',
    '<input type="tel">',
    '<input type="number">',
    '<input type="text" autocomplete="cc-number">',
    '<input type="text" role="combobox">',
    '<p>not edited</p>',
    '<div contenteditable="false"><p>island</p></div>',
    '<div contenteditable="true" spellcheck="false"></div>',
    '<button>press</button>',
  ])('is none in %s', (markup) => {
    const holder = show(markup);
    const target = holder.querySelector<HTMLElement>('textarea,input,p,button,div[contenteditable]');
    expect(editorOf(target === null ? [] : [target])).toBeNull();
  });

  it('is the outermost element that is edited as one', () => {
    const holder = show(
      '<div contenteditable="true" id="host"><blockquote><p><b>bold</b></p></blockquote></div>',
    );
    expect(editorOf([first(holder, 'b')])?.element.id).toBe('host');
  });

  it('has a name that tells it from the others of its page', () => {
    const holder = show(
      '<textarea id="content"></textarea><textarea name="notes"></textarea><textarea></textarea>',
    );
    expect([...holder.children].map(fieldName)).toEqual(['textarea#content', 'textarea#notes', 'textarea']);
  });
});

describe('the text round the caret', () => {
  const round = (markup: string): { before: string; after: string } => {
    const holder = show(`<div contenteditable="true">${markup}</div>`);
    const host = first(holder, '[contenteditable]');
    const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.nodeValue?.indexOf('|') ?? -1;
      if (at < 0) continue;
      walker.currentNode.nodeValue = walker.currentNode.nodeValue?.replace('|', '') ?? '';
      return textRound(host, walker.currentNode, at);
    }
    throw new Error('The caret | is missing.');
  };

  it.each([
    ['<p>One.</p><p>Two| three.</p><p>Four.</p>', 'One.\nTwo', ' three.\nFour.'],
    ['<p>a <b>bold <i>wo|rd</i></b> here</p>', 'a bold wo', 'rd here'],
    ['<ul><li>first</li><li>second|</li></ul>', 'first\nsecond', ''],
    ['line one<br>line two|', 'line one\nline two', ''],
    ['<div>\n  <p>One.</p>\n  <p>Two|</p>\n</div>', 'One.\nTwo', ''],
    ['<p>One<span contenteditable="false">widget</span> two|</p>', 'One two', ''],
    ['<p>One<script>code()</script> two|</p>', 'One two', ''],
    ['<table><tr><td>a</td><td>b|</td></tr></table>', 'a\nb', ''],
  ])('in %s is “%s”', (markup, before, after) => {
    const found = round(markup);
    expect(found.before.replace(/^\n+/, '')).toBe(before);
    expect(found.after.replace(/\n+$/, '')).toBe(after);
  });

  it('is no more than 2,000 characters before and 200 after, however long the story', () => {
    const long = `<p>${'word '.repeat(2_000)}</p>`;
    const { before, after } = round(`${long}<p>here|there</p>${long}`);
    expect(before).toHaveLength(2_000);
    expect(before.endsWith('\nhere')).toBe(true);
    expect(after).toHaveLength(200);
  });

  it('is all of it when somebody asks for all', () => {
    const holder = show('<div contenteditable="true"><h2>Title</h2><p>One.</p><p>Two.</p></div>');
    expect(textOf(first(holder, '[contenteditable]'))).toBe('Title\nOne.\nTwo.');
  });
});
