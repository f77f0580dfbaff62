import { database } from '../../storage/database.ts';
import { openWriterWork } from '../../writing/suggesting/writer-work.ts';
import { readPackaged } from './read-packaged.ts';

/** The Worker that suggests. */
const work = openWriterWork({
  db: database,
  assets: { read: readPackaged },
  now: () => Date.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
});

self.addEventListener('message', ({ data }) => {
  void work.answer(data).then((answer) => {
    if (answer !== null) self.postMessage(answer);
  });
});
