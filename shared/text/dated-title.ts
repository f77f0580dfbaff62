/** A title, and the year that stands behind it. */
export interface DatedTitle {
  readonly name: string;
  /** 1500 … 2099; null where none stands there. */
  readonly year: number | null;
}

/**
 * Takes apart a title as libraries and catalogues write it: “Persuasion (1817)”. A year anywhere else belongs to the name.
 */
export function readDatedTitle(title: string): DatedTitle {
  const dated = /^(.*\S)\s*\((1[5-9]\d\d|20\d\d)\)\s*$/su.exec(title);
  return dated === null ? { name: title, year: null } : { name: dated[1] ?? title, year: Number(dated[2]) };
}

/**
 * Labels for when a story appeared, so that neighbouring years share most of them: from the turn of the 1990s, which has
 * the fewest, each step away in either direction adds one. A taste for older or newer stories is then one direction.
 */
export function eraLabels(year: number): string[] {
  return [
    'era',
    ...LATER.filter((turn) => year >= turn).map((turn) => `since ${turn}`),
    ...EARLIER.filter((turn) => year < turn).map((turn) => `before ${turn}`),
  ];
}

const LATER = [1992, 1997, 2002, 2007, 2012, 2018, 2024];
const EARLIER = [1985, 1975, 1965, 1950, 1930, 1900, 1850, 1800, 1700];
