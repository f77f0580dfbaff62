import { z } from 'zod';
import { envelopeSchema } from '../../../shared/protocol/envelope.ts';
import { maskingSaySchema, procedures } from '../../../shared/protocol/procedures.ts';

/** The one text that leaves a device as it was typed, because a person typed it to be read by the operator. */
const MEANT_TO_BE_READ = ['contributor.appeal payload.note'];

/** A place in what is sent where a text could stand. */
export interface TextPlace {
  readonly where: string;
  /** What every text there has to match; null where anything may stand. */
  readonly pattern: string | null;
}

/**
 * Every place of every upload where a text may stand, found by walking the schemas by which the server reads them: a
 * field that nobody thought of is found as well.
 */
export function textPlaces(): TextPlace[] {
  const uploads: [string, z.ZodType][] = [
    ['update.submit envelope', envelopeSchema],
    ['masking.say', maskingSaySchema],
    ...Object.entries(procedures).map(([name, { in: input }]): [string, z.ZodType] => [name, input]),
  ];
  return uploads.flatMap(([name, schema]) => textPlacesOf(name, schema));
}

/** Places of one schema where a text may stand. */
export function textPlacesOf(name: string, schema: z.ZodType): TextPlace[] {
  return [...walk(name, z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json)];
}

/** Places where a free text could be sent, but for the one that is meant to be read. */
export function freeTexts(): TextPlace[] {
  return textPlaces().filter(({ where, pattern }) => pattern === null && !MEANT_TO_BE_READ.includes(where));
}

interface Json {
  readonly type?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly additionalProperties?: boolean | Json;
  readonly items?: Json;
  readonly prefixItems?: readonly Json[];
  readonly anyOf?: readonly Json[];
  readonly oneOf?: readonly Json[];
  readonly allOf?: readonly Json[];
}

function* walk(where: string, schema: Json): Generator<TextPlace> {
  if (schema.type === 'string' && schema.enum === undefined && schema.const === undefined)
    yield { where, pattern: schema.pattern ?? null };
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* walk(where.includes(' ') ? `${where}.${name}` : `${where} ${name}`, property);
  if (typeof schema.additionalProperties === 'object') yield* walk(`${where} *`, schema.additionalProperties);
  for (const part of [schema.items, ...(schema.prefixItems ?? [])]) {
    if (part !== undefined) yield* walk(`${where}[]`, part);
  }
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    yield* walk(where, part);
}
