/** The host of a match pattern, as a person reads it: `https://*.example.org/*` is `example.org`. */
export function patternHost(pattern: string): string {
  return pattern
    .replace(/^[^:]*:\/\//, '')
    .replace(/\/.*$/, '')
    .replace(/^\*\./, '');
}
