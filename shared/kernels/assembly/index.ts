/**
 * The kernels' module: AssemblyScript, compiled to WebAssembly with 128-bit SIMD (`npm run kernels:compile`). No
 * threads, no relaxed SIMD: the same bits on every machine. Arguments are byte addresses in the module's memory, which
 * the host lays out (`../open-kernels.ts`); nothing is allocated here.
 */
export { gruBackward, gruForward, gruScratchLength } from './gru';
export { matrixProduct, packPanels, panelLength, transpose } from './matrix-product';
export { softmaxCrossEntropy, softmaxRows } from './softmax';

/** First byte that the host may use. */
export const firstFreeByte: usize = __heap_base;
