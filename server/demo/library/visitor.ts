import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/**
 * Who is visiting: the SHA-256 (hex) of an unguessable cookie, or null for one who never left feedback.
 * A cookie that is not of our making is as good as none.
 */
export function knownVisitor(context: Context): string | null {
  const token = getCookie(context, COOKIE);
  return token !== undefined && TOKEN.test(token) ? nameOf(token) : null;
}

/** The visitor, who is given a cookie if there is none yet. */
export function visitor(context: Context): string {
  const known = knownVisitor(context);
  if (known !== null) return known;
  const token = randomBytes(32).toString('hex');
  setCookie(context, COOKIE, token, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: new URL(context.req.url).protocol === 'https:',
    maxAge: ONE_YEAR_SECONDS,
  });
  return nameOf(token);
}

// The ports of a host share their cookies, so the name says whose this is.
const COOKIE = 'demo_library_visitor';
const TOKEN = /^[0-9a-f]{64}$/;
const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;

function nameOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
