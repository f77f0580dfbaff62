// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import { type Choice, choiceSchema } from '../../shared/protocol/signal.ts';
import type { ListedWork } from '../sites/site.ts';
import { observeChoices } from './choices.ts';
import { type TestPage, testPage } from './test-page.ts';

let works: ListedWork[];
let page: TestPage;
let made: { opened: string; passedOver: string[] }[];
let life: AbortController;

beforeEach(() => {
  document.body.replaceChildren();
  works = Array.from({ length: 5 }, (_, index) => {
    const element = document.createElement('li');
    const link = document.createElement('a');
    link.setAttribute('href', `/works/${index}`);
    const comments = document.createElement('a');
    comments.setAttribute('href', `/works/${index}/bookmarks`);
    element.append(link, comments);
    document.body.append(element);
    return { facts: blankFacts(String(index)), element, link, head: link, feedback: [] };
  });
  page = testPage(document);
  made = [];
  life = new AbortController();
  observeChoices(
    works,
    document,
    page.clock,
    (facts, choice: Choice) => {
      expect(choiceSchema.safeParse(choice).success).toBe(true);
      made.push({ opened: facts.workId, passedOver: choice.passedOver.map(({ workId }) => workId) });
    },
    life.signal,
  );
});

function element(index: number): Element {
  const work = works[index];
  if (!work) throw new Error(`no work ${index}`);
  return work.element;
}
const link = (index: number): Element => element(index).children[0] ?? element(index);

describe('a choice from a listing', () => {
  it('is of the work opened, over those that were on the screen for a second', () => {
    page.show([element(0), element(1), element(2)]);
    page.pass(1500);
    page.hide([element(0)]);
    page.show([element(3)]);
    page.pass(500);
    page.act('click', link(2));
    expect(made).toEqual([{ opened: '2', passedOver: ['1', '0'] }]);
  });

  it('is not made by a script, nor by a link to something else of the work', () => {
    page.show([element(0), element(1)]);
    page.pass(2000);
    page.script('click', link(0));
    page.act('click', element(0).children[1]);
    expect(made).toEqual([]);
  });

  it('does not pass over a work that was opened before', () => {
    page.show([element(0), element(1)]);
    page.pass(2000);
    page.act('auxclick', link(0));
    page.act('click', link(1));
    page.act('click', link(1));
    expect(made).toEqual([
      { opened: '0', passedOver: ['1'] },
      { opened: '1', passedOver: [] },
    ]);
  });

  it('counts no time in the background, and nothing once it is switched off', () => {
    page.show([element(0), element(1)]);
    page.turn('hidden');
    page.pass(60_000);
    page.turn('visible');
    page.act('click', link(1));
    life.abort();
    page.act('click', link(0));
    expect(made).toEqual([{ opened: '1', passedOver: [] }]);
  });
});
