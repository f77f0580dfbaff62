import { type ProcedureName, procedures } from '../../shared/protocol/procedures.ts';
import type { RandomBits } from '../../shared/text/hashing.ts';

/** An HTTP request that means no good. */
export interface HostileRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

const names = Object.keys(procedures) as ProcedureName[];

/** A request to some procedure (or to none) with an input that fits no schema, or that is no JSON. */
export function hostileRequest(random: RandomBits): HostileRequest {
  const name = random.below(10) === 0 ? strangeText(random) : (names[random.below(names.length)] ?? '');
  const type = name in procedures ? procedures[name as ProcedureName].type : 'query';
  const asked = random.below(10) === 0 ? (type === 'query' ? 'mutation' : 'query') : type;
  const text = random.below(4) === 0 ? strangeText(random) : JSON.stringify(strangeValue(random, 3));
  if (asked === 'query') {
    return {
      path: `/trpc/${encodeURIComponent(name)}?input=${encodeURIComponent(text)}`,
      method: random.below(20) === 0 ? 'DELETE' : 'GET',
      headers: {},
      body: null,
    };
  }
  return {
    path: `/trpc/${encodeURIComponent(name)}`,
    method: 'POST',
    headers: { 'content-type': contentTypes[random.below(contentTypes.length)] ?? '' },
    body: text,
  };
}

const contentTypes = [
  'application/json',
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  'application/octet-stream',
];

/** Something JSON can say: of any type, nested, named like what JavaScript has a meaning for. */
function strangeValue(random: RandomBits, depth: number): unknown {
  const plain = [
    null,
    true,
    0,
    -1,
    1e308,
    1.5,
    2 ** 53,
    '',
    'taste',
    'a'.repeat(64),
    '0x0000000000000000000000000000000000000000',
    '1'.repeat(5000),
    '\u0000',
    "'; drop table rounds; --",
    '../../etc/passwd',
  ];
  const choice = random.below(plain.length + 4);
  if (choice < plain.length || depth === 0) return plain[choice % plain.length];
  if (choice % 2 === 0) {
    return Array.from({ length: random.below(5) }, () => strangeValue(random, depth - 1));
  }
  const keys = [
    'task',
    'update',
    'publicKey',
    'proof',
    'contributor',
    'signature',
    'payload',
    'index',
    'from',
    'count',
    '__proto__',
    'constructor',
    'toString',
  ];
  return Object.fromEntries(
    Array.from({ length: random.below(6) }, () => [
      keys[random.below(keys.length)] ?? '',
      strangeValue(random, depth - 1),
    ]),
  );
}

function strangeText(random: RandomBits): string {
  return String.fromCharCode(...Array.from({ length: random.below(60) }, () => 1 + random.below(0x2ff)));
}
