/**
 * Every row of a database that can still be read, table by table, whatever its version: for recovery only.
 *
 * @throws {DOMException} when the database cannot be opened at all.
 */
export async function readRawDatabase(
  name: string,
): Promise<{ rows: ReadonlyMap<string, readonly unknown[]>; unreadable: number }> {
  const connection = await answerOf(indexedDB.open(name));
  try {
    const rows = new Map<string, unknown[]>();
    let unreadable = 0;
    for (const table of connection.objectStoreNames) {
      const read = await readTable(connection, table);
      rows.set(table, read.rows);
      unreadable += read.unreadable;
    }
    return { rows, unreadable };
  } finally {
    connection.close();
  }
}

/** All at once; where one row spoils that, one by one. */
async function readTable(
  connection: IDBDatabase,
  table: string,
): Promise<{ rows: unknown[]; unreadable: number }> {
  const store = (): IDBObjectStore => connection.transaction(table, 'readonly').objectStore(table);
  try {
    return { rows: await answerOf<unknown[]>(store().getAll()), unreadable: 0 };
  } catch {
    const rows: unknown[] = [];
    let unreadable = 0;
    for (const key of await answerOf(store().getAllKeys()).catch(() => [])) {
      try {
        rows.push(await answerOf<unknown>(store().get(key)));
      } catch {
        unreadable++;
      }
    }
    return { rows, unreadable };
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The database gave no reason.'));
  });
}
