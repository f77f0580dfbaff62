import type { TaskName } from '../../../shared/protocol/ids.ts';
import type { DeviceTask } from './device-task.ts';
import { rankingOnDevice } from './ranking.ts';
import { tasteOnDevice } from './taste.ts';
import { voiceOnDevice } from './voice.ts';

/** Uses the task of that name, whatever its examples are. */
export function withDeviceTask<Result>(
  name: TaskName,
  use: <Example>(task: DeviceTask<Example>) => Result,
): Result {
  switch (name) {
    case 'taste':
      return use(tasteOnDevice);
    case 'voice':
      return use(voiceOnDevice);
    case 'ranking':
      return use(rankingOnDevice);
  }
}
