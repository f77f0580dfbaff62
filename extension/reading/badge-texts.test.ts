import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { badgeTexts } from './badge-texts.ts';

describe('the texts of a badge', () => {
  it.each(Object.entries(badgeTexts))('are in the extension’s own texts: %s', (language, texts) => {
    const file = new URL(`../public/_locales/${language}/messages.json`, import.meta.url);
    const messages: unknown = JSON.parse(readFileSync(file, 'utf8'));
    for (const [key, message] of Object.entries(texts))
      expect(messages).toHaveProperty([key, 'message'], message);
  });

  it('are the same in number and figures in every language', () => {
    expect(Object.keys(badgeTexts.de)).toEqual(Object.keys(badgeTexts.en));
    for (const [key, text] of Object.entries(badgeTexts.en)) {
      const other: string | undefined = new Map<string, string>(Object.entries(badgeTexts.de)).get(key);
      expect(other?.includes('$1')).toBe(text.includes('$1'));
    }
  });
});
