/** What reports of fleets are put together of: one page that needs nothing else, its tables and its curves. */

/** @param body HTML; what comes from data is escaped in it */
export function reportPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; margin: 1rem 0; }
  th, td { padding: 0.25rem 0.75rem; text-align: right; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); font-variant-numeric: tabular-nums; }
  th:first-child, td:first-child { text-align: left; }
  svg { max-width: 100%; height: auto; }
  figure { margin: 1rem 0; }
</style>
<h1>${escaped(title)}</h1>
${body}
</html>
`;
}

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Lines over one pair of axes, as inline SVG that a screen reader meets as one picture with a name. */
export function lines(
  all: readonly Line[],
  xName: string,
  yName: string,
  scale: 'linear' | 'logarithmic',
): string {
  const [width, height, margin] = [720, 300, 48];
  const points = all.flatMap((line) => line.points);
  if (points.length === 0) return '';
  const along = (x: number): number => (scale === 'linear' ? x : Math.log10(Math.max(1, x)));
  const [left, right] = ends(points.map(([x]) => along(x)));
  const [low, high] = ends(points.map(([, y]) => y));
  const px = (x: number): number => margin + ((along(x) - left) / (right - left)) * (width - 2 * margin);
  const py = (y: number): number => height - margin - ((y - low) / (high - low)) * (height - 2 * margin);
  const hues = [210, 25, 140, 320];
  const drawn = all.map(({ name, points: own }, index) => {
    const colour = `hsl(${hues[index % hues.length]} 70% 50%)`;
    const path = own
      .map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${px(x).toFixed(1)} ${py(y).toFixed(1)}`)
      .join('');
    const [x, y] = own.at(-1) ?? [0, low];
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${px(x) - 4}" y="${py(y) - 8}" fill="${colour}" text-anchor="end">${escaped(name)}</text>`;
  });
  return `<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${yName} by ${xName}`)}" font-size="13">
<path d="M${margin} ${margin}V${height - margin}H${width - margin}" fill="none" stroke="currentColor" opacity="0.5"/>
<text x="${margin - 6}" y="${margin + 4}" text-anchor="end" fill="currentColor">${high.toFixed(3)}</text>
<text x="${margin - 6}" y="${height - margin}" text-anchor="end" fill="currentColor">${low.toFixed(3)}</text>
<text x="${width - margin}" y="${height - margin + 20}" text-anchor="end" fill="currentColor">${escaped(xName)}</text>
${drawn.join('\n')}</svg></figure>`;
}

function ends(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low - 0.01, high + 0.01];
}

/** A table; every cell is text, and is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    `<tr>${row.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')}</tr>`;
  return `<table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}

/** A number with four places, or a dash. */
export function figure(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '–' : value.toFixed(4);
}

/** Text as it may stand in HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
