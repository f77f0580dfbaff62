import { inArray, or } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { contributors } from '../store/schema.ts';

/** What ties contributors together beyond doubt. */
interface Evidence {
  readonly id: string;
  readonly account: string | null;
  readonly accountSince: number | null;
  readonly inviteRoot: string | null;
}

/**
 * Entities of contributors (`integrity.md` §1): those paid at one address, or invited in one chain, are one. An address
 * counts from the epoch after it was bound, so that an entity is the same for a whole epoch. A name says nothing of whom
 * it stands for, but holds as long as the evidence does.
 */
export async function entitiesOf(
  db: Database,
  ids: readonly string[],
  epoch: number,
): Promise<Map<string, string>> {
  const known = new Map<string, Evidence>();
  let asked: readonly string[] = ids;
  // Who is tied to somebody here may tie two of them together: follow until nobody new comes in.
  for (;;) {
    const found = await evidenceOf(db, asked, [...known.values()], epoch);
    const news = found.filter(({ id }) => !known.has(id));
    if (news.length === 0) break;
    for (const row of news) known.set(row.id, row);
    asked = [];
  }
  return joined([...known.values()], epoch);
}

async function evidenceOf(
  db: Database,
  ids: readonly string[],
  known: readonly Evidence[],
  epoch: number,
): Promise<Evidence[]> {
  const accounts = known.flatMap((row) => accountOf(row, epoch) ?? []);
  const roots = known.flatMap(({ inviteRoot }) => inviteRoot ?? []);
  const conditions = [
    ...(ids.length > 0 ? [inArray(contributors.id, [...ids])] : []),
    ...(accounts.length > 0 ? [inArray(contributors.account, accounts)] : []),
    ...(roots.length > 0 ? [inArray(contributors.inviteRoot, roots)] : []),
  ];
  if (conditions.length === 0) return [];
  return db
    .select({
      id: contributors.id,
      account: contributors.account,
      accountSince: contributors.accountSince,
      inviteRoot: contributors.inviteRoot,
    })
    .from(contributors)
    .where(or(...conditions));
}

function accountOf({ account, accountSince }: Evidence, epoch: number): string | null {
  return account !== null && accountSince !== null && accountSince < epoch ? account : null;
}

/** Connected components over shared evidence; each is named by the least of its members' ids. */
function joined(rows: readonly Evidence[], epoch: number): Map<string, string> {
  const parent = new Map(rows.map(({ id }) => [id, id]));
  const top = (id: string): string => {
    let at = id;
    for (let next = parent.get(at); next !== undefined && next !== at; next = parent.get(at)) at = next;
    return at;
  };
  const firstWith = new Map<string, string>();
  for (const row of rows) {
    const ties = [accountOf(row, epoch), row.inviteRoot === null ? null : `invited by ${row.inviteRoot}`];
    for (const tie of ties) {
      if (tie === null) continue;
      const other = firstWith.get(tie);
      if (other === undefined) {
        firstWith.set(tie, row.id);
        continue;
      }
      const [first, second] = [top(row.id), top(other)].sort();
      if (first !== undefined && second !== undefined && first !== second) parent.set(second, first);
    }
  }
  return new Map(rows.map(({ id }) => [id, top(id)]));
}
