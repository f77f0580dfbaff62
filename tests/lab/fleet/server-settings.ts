import { ownPastCounts, type TaskSettings } from '../../../server/rounds/task-settings.ts';

/** The settings of the fleet's server: rounds that anybody may join and that close when the fleet says so. */
export function fleetServerSettings(
  task: Pick<TaskSettings, 'task' | 'parameterCount' | 'initialParameters' | 'norm' | 'rule' | 'optimiser'>,
  { privacy = null, masking = null }: Partial<Pick<TaskSettings, 'privacy' | 'masking'>> = {},
): TaskSettings {
  return {
    ...task,
    privacy,
    normDrift: 0,
    masking,
    phaseMs: 1000,
    capacity: 1_000_000,
    cohort: 100_000,
    minimum: 1,
    roundMs: 60_000,
    staleness: 5,
    profile: 'standard',
    probationRounds: 0,
    ownPastCounts: ownPastCounts(task.task),
    inspectRows: false,
    ratification: null,
  };
}
