import { describe, expect, it } from 'vitest';
import { type StatementRow, statementRowSchema } from '../../../shared/protocol/statement.ts';
import { searchedStatement, statementCsv } from './statement-csv.ts';

const row = (change: Record<string, unknown> = {}): StatementRow =>
  statementRowSchema.parse({
    round: 7,
    task: 'taste',
    update: 'ab'.repeat(32),
    receivedAt: 0,
    state: 'aggregated',
    epoch: 3,
    value: -0.0025,
    epochPay: '12000000000000000001',
    why: null,
    ...change,
  });

describe('a statement as a table of values', () => {
  it('has a line an update, in whole wei, with ends of line as the RFC wants them', () => {
    expect(statementCsv([row()])).toBe(
      [
        'round,task,sent,state,value,epoch,epoch pay (wei),why,update',
        `7,taste,1970-01-01T00:00:00.000Z,aggregated,-0.0025,3,12000000000000000001,,${'ab'.repeat(32)}`,
        '',
      ].join('\r\n'),
    );
  });

  it('quotes what would break it, and makes no formula of what a server says', () => {
    const text = statementCsv([
      row({ why: 'no, "really"' }),
      row({ why: '=HYPERLINK("http://x")', value: null }),
    ]);
    expect(text).toContain('"no, ""really"""');
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).not.toMatch(/(^|,|")=/m);
  });
});

describe('searching a statement', () => {
  it('finds rows that hold every word, in any case', () => {
    const rows = [
      row(),
      row({ round: 8, state: 'not-drawn', why: 'not drawn into the cohort of its round' }),
    ];
    expect(searchedStatement(rows, '')).toHaveLength(2);
    expect(searchedStatement(rows, 'COHORT taste')).toEqual([rows[1]]);
    expect(searchedStatement(rows, 'quarantined')).toEqual([]);
  });
});
