import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { Match } from '../messaging/messages.ts';
import type { ListedWork } from '../sites/site.ts';
import { arrangeListing } from './arrange-listing.ts';

const HTML = `<ol id="list"><li id="a" style="opacity: 0.9;">A</li><hr><li id="b">B</li><li id="c">C</li><li id="d">D</li></ol>`;

function opened(percents: Readonly<Record<string, number | null>>) {
  const { document } = new JSDOM(HTML).window;
  const works = [...document.querySelectorAll('li')].map(
    (element): ListedWork => ({
      facts: blankFacts(element.id),
      element,
      link: null,
      head: element,
      feedback: [],
    }),
  );
  const matches = new Map(
    Object.entries(percents).map(([workId, percent]): [string, Match] => [
      workId,
      { workId, percent, basis: percent === null ? 'unknown' : 'personal', traits: [] },
    ]),
  );
  const order = (): string => [...document.querySelectorAll('ol > *')].map(({ id }) => id || '-').join('');
  const opacity = (id: string): string => document.getElementById(id)?.style.opacity ?? '';
  return { document, works, matches, order, opacity };
}

describe('a listing', () => {
  const percents = { a: 10, b: 70, c: null, d: 95 };

  it('has the best match first and what has none last, with what stands between them in its place', () => {
    const { works, matches, order } = opened(percents);
    arrangeListing(works, matches, { dim: false, sort: true }, new AbortController().signal);
    expect(order()).toBe('d-bac');
  });

  it('dims what matches little, and nothing that has no match', () => {
    const { works, matches, order, opacity } = opened(percents);
    arrangeListing(works, matches, { dim: true, sort: false }, new AbortController().signal);
    expect(['a', 'b', 'c', 'd'].map(opacity)).toEqual(['0.5', '', '', '']);
    expect(order()).toBe('a-bcd');
  });

  it('is as it was when it is over', () => {
    const { document, works, matches } = opened(percents);
    const before = document.body.innerHTML;
    const life = new AbortController();
    arrangeListing(works, matches, { dim: true, sort: true }, life.signal);
    expect(document.body.innerHTML).not.toBe(before);
    life.abort();
    expect(document.body.innerHTML).toBe(before);
  });

  it('is left alone where nothing was chosen, or its works are no neighbours', () => {
    const { document, works, matches } = opened(percents);
    const before = document.body.innerHTML;
    arrangeListing(works, matches, { dim: false, sort: false }, new AbortController().signal);
    expect(document.body.innerHTML).toBe(before);
    document.body.append(document.getElementById('d') ?? document.createElement('i'));
    const apart = document.body.innerHTML;
    arrangeListing(works, matches, { dim: false, sort: true }, new AbortController().signal);
    expect(document.body.innerHTML).toBe(apart);
  });

  it('does not show what its reader hid, until it is over', () => {
    const { document, works, matches } = opened(percents);
    const before = document.body.innerHTML;
    const hidden = new Map(matches).set('b', {
      workId: 'b',
      percent: 70,
      basis: 'personal',
      traits: [],
      hidden: true,
    });
    const life = new AbortController();
    arrangeListing(works, hidden, { dim: false, sort: false }, life.signal);
    expect(works.map(({ element }) => element.getAttribute('style'))).toEqual([
      'opacity: 0.9;',
      'display: none !important;',
      null,
      null,
    ]);
    life.abort();
    expect(document.body.innerHTML).toBe(before);
  });
});
