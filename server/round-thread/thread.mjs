// A worker thread does not inherit the loader that reads TypeScript: it is registered first.
import { register } from 'tsx/esm/api';

register();
await import('./round-worker.ts');
