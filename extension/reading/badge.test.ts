// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { Match } from '../messaging/messages.ts';
import { createBadges, type PageBadges } from './badge.ts';
import { badgeTexts } from './badge-texts.ts';

const match: Match = {
  workId: '1',
  percent: 82,
  basis: 'personal',
  traits: [
    { label: 'slow burn', favours: true },
    { label: '<b>horror</b>', favours: false },
  ],
};

let life: AbortController;
let head: HTMLElement;
let badges: PageBadges;
let acts: string[];
let explained: Match | null;

beforeEach(() => {
  life = new AbortController();
  head = document.createElement('h1');
  head.textContent = 'Title';
  document.body.replaceChildren(head);
  acts = [];
  explained = null;
  badges = createBadges(
    document,
    {
      shadow: 'open',
      text: (key, ...values) => badgeTexts.en[key].replace('$1', values[0] ?? ''),
    },
    life.signal,
  );
});

function show(shown: Match): ShadowRoot {
  badges.show(head, shown, { judge: async (act) => acts.push(act) > 0, explain: async () => explained });
  const root = head.querySelector('prompttale-badge')?.shadowRoot;
  if (!root) throw new Error('no badge');
  return root;
}
const part = (root: ShadowRoot, selector: string): HTMLElement => {
  const found = root.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`the badge has no ${selector}`);
  return found;
};
const button = (root: ShadowRoot): HTMLElement => part(root, 'button');
const panel = (root: ShadowRoot): HTMLElement => part(root, '[role=dialog]');

describe('a match badge', () => {
  it('says the figure, and on request why, in text and not in markup', () => {
    const root = show(match);
    expect(button(root).textContent).toBe('82 %');
    expect(root.querySelector('[role=dialog]')).toBeNull();
    button(root).click();
    expect(panel(root).hidden).toBe(false);
    expect(button(root).getAttribute('aria-expanded')).toBe('true');
    expect([...root.querySelectorAll('li')].map((item) => item.textContent)).toEqual([
      'for: slow burn',
      'against: <b>horror</b>',
    ]);
    expect(root.querySelector('b')).toBeNull();
  });

  it('says that it is still learning when there is no figure', () => {
    const root = show({ ...match, percent: null, basis: 'unknown', traits: [] });
    expect(button(root).textContent).toBe('?');
    expect(button(root).getAttribute('aria-label')).toBe('PrompTale: still learning your taste');
  });

  it('is one badge, brought up to date', () => {
    show(match);
    const root = show({ ...match, percent: 12 });
    expect(head.querySelectorAll('prompttale-badge')).toHaveLength(1);
    expect(button(root).textContent).toBe('12 %');
  });

  it('closes with Escape and gives the focus back to its button', () => {
    const root = show(match);
    button(root).click();
    panel(root).dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
    expect(panel(root).hidden).toBe(true);
    expect(root.activeElement).toBe(button(root));
  });

  it('keeps its clicks and keys from the page', () => {
    const heard: string[] = [];
    for (const type of ['click', 'keydown']) head.addEventListener(type, () => void heard.push(type));
    const root = show(match);
    button(root).click();
    button(root).dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, composed: true }));
    expect(heard).toEqual([]);
  });

  it('takes no more or less from a script', () => {
    const root = show(match);
    button(root).click();
    part(root, '[data-act=more]').click();
    expect(acts).toEqual([]);
  });

  it('leaves the page as it was when it goes', () => {
    show(match);
    badges.clear();
    expect(document.body.innerHTML).toBe('<h1>Title</h1>');
    show(match);
    life.abort();
    expect(document.body.innerHTML).toBe('<h1>Title</h1>');
    badges.show(head, match, { judge: async () => true, explain: async () => null });
    expect(document.body.innerHTML).toBe('<h1>Title</h1>');
  });

  it('is another one where a page puts another story in the place of one', () => {
    const first = show(match);
    button(first).click();
    const second = show({ ...match, workId: '2', percent: 12 });
    expect(head.querySelectorAll('prompttale-badge')).toHaveLength(1);
    expect(second).not.toBe(first);
    expect(button(second).textContent).toBe('12 %');
    expect(button(second).getAttribute('aria-expanded')).toBe('false');
    expect(second.querySelector('[role=dialog]')).toBeNull();
  });

  it('of a listing learns why when somebody asks, and says nothing of it where there is no answer', async () => {
    const root = show({ ...match, traits: [] });
    button(root).click();
    await Promise.resolve();
    expect(root.querySelector<HTMLElement>('ul')?.hidden).toBe(true);
    button(root).click();
    explained = { ...match, percent: 83 };
    button(root).click();
    await Promise.resolve();
    expect(button(root).textContent).toBe('83 %');
    expect(root.querySelector<HTMLElement>('ul')?.hidden).toBe(false);
    expect(root.querySelectorAll('li')).toHaveLength(2);
    expect(panel(root).hidden).toBe(false);
    // What is known is not asked again.
    explained = { ...match, percent: 1 };
    button(root).click();
    button(root).click();
    await Promise.resolve();
    expect(button(root).textContent).toBe('83 %');
  });
});
