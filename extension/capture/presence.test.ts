// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { type Presence, watchPresence } from './presence.ts';
import { type TestPage, testPage } from './test-page.ts';

let page: TestPage;
let presence: Presence;
let inputs: number[];
let life: AbortController;

beforeEach(() => {
  page = testPage(document);
  inputs = [];
  life = new AbortController();
  presence = watchPresence(
    document,
    page.clock,
    { input: (now) => void inputs.push(now), visible: () => {}, left: () => {} },
    life.signal,
  );
});

describe('presence', () => {
  it('hears of the wheel once, and again when asked to listen', () => {
    for (let turn = 0; turn < 25; turn++) page.act('wheel');
    expect(inputs).toHaveLength(1);
    presence.listen();
    presence.listen();
    for (let turn = 0; turn < 25; turn++) page.act('pointermove');
    expect(inputs).toHaveLength(2);
  });

  it('hears of every key and every press', () => {
    for (const type of ['keydown', 'pointerdown', 'click', 'touchstart']) page.act(type);
    expect(inputs).toHaveLength(4);
  });

  it('counts the events that a script made, and is not put to rest by them', () => {
    for (let turn = 0; turn < 5; turn++) page.script('wheel');
    expect(presence.scripted()).toBe(5);
    page.act('wheel');
    expect(inputs).toHaveLength(1);
  });

  it('leaves no listener behind', () => {
    life.abort();
    page.act('wheel');
    page.act('keydown');
    expect(inputs).toEqual([]);
  });
});
