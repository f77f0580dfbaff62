// Node 20 gives no loader to worker threads: this one registers TypeScript for itself, then becomes the worker.
import { register } from 'tsx/esm/api';

register();
await import('./gradient-worker.ts');
