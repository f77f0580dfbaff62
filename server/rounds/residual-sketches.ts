import { decodeInt8Block, dequantise } from '../../shared/codec/int8-block.ts';
import { float32FromBytes } from '../../shared/codec/vector-bytes.ts';
import type { RoundPorts } from './ports.ts';
import type { RoundCandidate } from './round-state.ts';
import type { TaskSettings } from './task-settings.ts';

/** Sketches of what each of a cohort sent beyond its aggregate, by contributor: what their histories grow by. */
export async function residualSketches(
  ports: RoundPorts,
  settings: TaskSettings,
  { outcome, cohort, groups }: RoundCandidate,
): Promise<Map<string, Float64Array>> {
  const residuals = new Map<string, Float64Array>();
  // Of a masked round nobody knows what a single one sent.
  if (outcome.is !== 'model' || groups !== null) return residuals;
  const stored = await ports.blobs.get(outcome.aggregate);
  const aggregate = stored === null ? null : float32FromBytes(stored);
  if (aggregate === null) return residuals;
  const sketch = ports.sketcher(settings.task, settings.parameterCount);
  for (const { contributor, bodyHash } of cohort) {
    const body = await ports.blobs.get(bodyHash);
    const decoded = body === null ? null : await decodeInt8Block(body, settings.parameterCount);
    if (decoded === null || !decoded.ok) continue;
    const values = dequantise(decoded.quantised);
    residuals.set(contributor, sketch(values.map((value, j) => value - aggregate[j]!)));
  }
  return residuals;
}
