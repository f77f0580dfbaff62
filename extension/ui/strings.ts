import { text } from '../platform/texts.ts';
import type english from '../public/_locales/en/messages.json';

/** Every text of the pages, by its key in `public/_locales/<language>/messages.json`. */
export type MessageKey = keyof typeof english;

/** A sentence to be: pure code returns these, components say them. */
export interface Words {
  readonly key: MessageKey;
  readonly values?: readonly (string | number)[];
}

/** The text of a key in the browser's language, with `$1 … $9` filled in. */
export function t(key: MessageKey, ...values: readonly (string | number)[]): string {
  return text(key, ...values.map(String));
}

export function say(words: Words): string {
  return t(words.key, ...(words.values ?? []));
}

/** Keys that come in the two forms `<key>_one` and `<key>_other`. */
export type CountedKey = Extract<MessageKey, `${string}_one`> extends `${infer Stem}_one` ? Stem : never;

/** A text that depends on a count, by the language's plural rule; the count itself is `$1`. */
export function counted(key: CountedKey, count: number, ...values: readonly (string | number)[]): string {
  const form: 'one' | 'other' = new Intl.PluralRules(language()).select(count) === 'one' ? 'one' : 'other';
  return t(`${key}_${form}`, number(count), ...values);
}

/** The language the texts are in (not the browser's, which we may have no texts for): for `lang` and for formats. */
export function language(): string {
  return t('language_tag');
}

/** An integer or a decimal in the reader's way of writing numbers. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(value);
}

/** Bytes as a person reads them: `812 B`, `14.3 kB`, `2.1 MB` (powers of 1000, as networks count). */
export function bytes(count: number): string {
  const [size, unit] =
    count < 1_000
      ? [count, 'byte']
      : count < 1_000_000
        ? [count / 1e3, 'kilobyte']
        : [count / 1e6, 'megabyte'];
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language(), style).format(size);
}

/** A moment: the time alone when it is today, else day and time. */
export function moment(at: number, now: number = Date.now()): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  const style = sameDay
    ? ({ timeStyle: 'short' } as const)
    : ({ dateStyle: 'medium', timeStyle: 'short' } as const);
  return new Intl.DateTimeFormat(language(), style).format(at);
}

/** A duration in whole seconds, minutes or hours, whichever says it shortest. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const [value, unit] =
    seconds < 90
      ? [seconds, 'second']
      : seconds < 5_400
        ? [seconds / 60, 'minute']
        : [seconds / 3_600, 'hour'];
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(language(), style).format(value);
}
