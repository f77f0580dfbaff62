import type { StatementRow } from '../../../shared/protocol/statement.ts';

const columns = [
  ['round', (row) => String(row.round)],
  ['task', (row) => row.task],
  ['sent', (row) => new Date(row.receivedAt).toISOString()],
  ['state', (row) => row.state],
  ['value', (row) => (row.value === null ? '' : String(row.value))],
  ['epoch', (row) => (row.epoch === null ? '' : String(row.epoch))],
  ['epoch pay (wei)', (row) => row.epochPay ?? ''],
  ['why', (row) => row.why ?? ''],
  ['update', (row) => row.update],
] as const satisfies readonly (readonly [string, (row: StatementRow) => string])[];

/** A statement as comma-separated values (RFC 4180), for a spreadsheet. */
export function statementCsv(rows: readonly StatementRow[]): string {
  const lines = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, of]) => of(row)))];
  return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

/** Spreadsheets run what begins like a formula; texts of a server are not to. */
function field(text: string): string {
  const isNumber = text !== '' && Number.isFinite(Number(text));
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows that hold every word of `search`, in any case, in what a person sees of them. */
export function searchedStatement(rows: readonly StatementRow[], search: string): readonly StatementRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const seen = columns
      .map(([, of]) => of(row))
      .join(' ')
      .toLowerCase();
    return words.every((word) => seen.includes(word));
  });
}
