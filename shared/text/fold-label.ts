/** Sites write one label in several ways: `Slow Burn`, `slow-burn`, `#slow_burn`. */
export function foldLabel(label: string): string {
  return label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-‐‑–#]+/gu, ' ')
    .trim();
}
