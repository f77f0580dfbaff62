/** What a message may hold at most, before anything looks into it. */
export interface SizeLimit {
  /** Characters of all strings and keys together. */
  readonly characters: number;
  /** Values of any kind: a million empty lists are as bad as a long text. */
  readonly values: number;
  readonly depth: number;
}

/** Whether a JSON-like value keeps a limit. Stops at the first excess, so that a huge value costs no more than a large one. */
export function keepsWithin(value: unknown, limit: SizeLimit): boolean {
  let characters = 0;
  let values = 0;
  const visit = (node: unknown, depth: number): boolean => {
    if (++values > limit.values || depth > limit.depth) return false;
    if (typeof node === 'string') {
      characters += node.length;
      return characters <= limit.characters;
    }
    if (typeof node !== 'object' || node === null) return true;
    if (Array.isArray(node)) return node.every((inner) => visit(inner, depth + 1));
    for (const [key, inner] of Object.entries(node)) {
      characters += key.length;
      if (characters > limit.characters || !visit(inner, depth + 1)) return false;
    }
    return true;
  };
  return visit(value, 0);
}
