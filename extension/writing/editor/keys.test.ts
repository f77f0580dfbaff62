import { describe, expect, it } from 'vitest';
import { type KeyPress, keyMeaning } from './keys.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const shown = { shown: true, tab: true, direction: 'ltr' } as const;
const nothing = { ...shown, shown: false };

describe('a key', () => {
  it('takes, takes a word and dismisses while a suggestion is shown', () => {
    expect(keyMeaning(press('Tab'), shown)).toBe('take');
    expect(keyMeaning(press('ArrowRight', { ctrlKey: true }), shown)).toBe('take-word');
    expect(keyMeaning(press('ArrowRight', { metaKey: true }), shown)).toBe('take-word');
    expect(keyMeaning(press('Escape'), shown)).toBe('dismiss');
  });

  it('is the page’s while none is', () => {
    for (const key of ['Tab', 'Escape', 'ArrowRight', 'Enter', 'a']) {
      expect(keyMeaning(press(key), nothing)).toBeNull();
    }
    expect(keyMeaning(press('ArrowRight', { ctrlKey: true }), nothing)).toBeNull();
  });

  it('leaves Tab where it has a meaning, and Alt+Enter takes there', () => {
    expect(keyMeaning(press('Tab'), { ...shown, tab: false })).toBeNull();
    expect(keyMeaning(press('Enter', { altKey: true }), { ...shown, tab: false })).toBe('take');
  });

  it('is the page’s with Shift, and with two other keys held', () => {
    expect(keyMeaning(press('Tab', { shiftKey: true }), shown)).toBeNull();
    expect(keyMeaning(press('ArrowRight', { ctrlKey: true, shiftKey: true }), shown)).toBeNull();
    expect(keyMeaning(press('ArrowRight', { ctrlKey: true, altKey: true }), shown)).toBeNull();
    expect(keyMeaning(press('ArrowRight'), shown)).toBeNull();
  });

  it('goes on to the left where text does', () => {
    const rtl = { ...shown, direction: 'rtl' } as const;
    expect(keyMeaning(press('ArrowLeft', { ctrlKey: true }), rtl)).toBe('take-word');
    expect(keyMeaning(press('ArrowRight', { ctrlKey: true }), rtl)).toBeNull();
  });

  it('asks, whether something is shown or not', () => {
    expect(keyMeaning(press('/', { altKey: true, code: 'Slash' }), nothing)).toBe('ask');
    expect(keyMeaning(press('÷', { altKey: true, code: 'Slash' }), shown)).toBe('ask');
  });
});
