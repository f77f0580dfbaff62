import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { auditServer } from '../../shared/replay/audit-server.ts';
import { startTestServer } from '../testing/test-server.ts';

/** A PostgreSQL server on which a test may make and drop a database; `postgres://…`. */
const url = process.env['TEST_DATABASE_URL'];

/** Skipped where no PostgreSQL is named: the embedded database runs the same migrations and queries everywhere. */
describe.skipIf(url === undefined)('the server over PostgreSQL', () => {
  it('carries rounds to their end, survives a restart, and passes an audit', async () => {
    const name = `prompttale_test_${process.pid}`;
    const admin = postgres(url ?? '');
    await admin.unsafe(`create database ${name}`);
    const blobs = await mkdtemp(join(tmpdir(), 'prompttale-postgres-'));
    const settings = {
      DATABASE_URL: Object.assign(new URL(url ?? ''), { pathname: `/${name}` }).href,
      BLOB_URL: blobs,
    };
    try {
      const first = await startTestServer(settings);
      await first.finishRound();
      await first.stop();
      const second = await startTestServer(settings);
      await second.finishRound();
      expect(await auditServer(second.client)).toMatchObject({ ok: true, rounds: 2, replayed: 2 });
      await second.stop();
    } finally {
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
      await rm(blobs, { recursive: true });
    }
  });
});
