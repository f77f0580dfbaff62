/** Where nodes and wallets put what a contract answered; elsewhere in their errors stands what was asked. */
const FIELDS = ['data', 'error', 'info', 'cause', 'originalError'] as const;

/**
 * The data of a contract's refusal (`0x…`, at least a selector) in whatever a node or a wallet throws; null when there is
 * none, which means that no contract refused anything. Nodes and wallets nest it differently.
 * @param depth so many levels are looked into; a few are enough for all that were met
 */
export function revertData(error: unknown, depth = 5): string | null {
  if (typeof error === 'string') return /^0x([0-9a-f]{2}){4,}$/i.test(error) ? error : null;
  if (typeof error !== 'object' || error === null || depth === 0) return null;
  for (const field of FIELDS) {
    const found = field in error ? revertData(Reflect.get(error, field), depth - 1) : null;
    if (found !== null) return found;
  }
  return null;
}
