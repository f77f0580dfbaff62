/**
 * The module that rounds are aggregated with: small enough to be opened at once wherever a round is replayed, the
 * page's main thread included. No threads, no relaxed SIMD, no fused multiply-add: the same bits on every machine, and
 * the same as the JavaScript beside it. The host lays out the memory (`../aggregation-kernels.ts`).
 */
export { clampColumns, meanOfMiddleRows, middleOfColumns, sortColumns } from './columns';
export { addDistances, mixRows } from './rows';

/** First byte that the host may use. */
export const firstFreeByte: usize = __heap_base;
