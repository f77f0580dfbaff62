import { budgetAfter } from '../../../shared/privacy/budget.ts';
import type { ServerInfo } from '../../../shared/protocol/server-info.ts';
import { number, t, type Words } from '../strings.ts';
import { taskWords } from './privacy-words.ts';

/** How a server protects the updates of each task it runs, and who may read them: what somebody agrees to. */
export function protectionWords({ protection, audit, name }: ServerInfo): readonly Words[] {
  const readable = protection.some(({ masking }) => masking === null);
  return [
    ...protection.flatMap((task) => wordsOfTask(task)),
    ...(readable
      ? [{ key: audit === 'public' ? 'welcomeAuditPublic' : 'welcomeAuditAuditors', values: [name] } as const]
      : []),
  ];
}

function wordsOfTask({ task, privacy, masking }: ServerInfo['protection'][number]): Words[] {
  const name = t(taskWords[task]);
  const words: Words[] = [];
  if (masking !== null) {
    const key = masking.engine === 'helper' ? 'protectionHelper' : 'protectionPairwise';
    words.push({ key, values: [name, number(masking.groupSize)] });
  }
  if (privacy !== null) {
    const { participations } = privacy;
    const { total } = budgetAfter([], privacy);
    words.push({ key: 'protectionNoise', values: [name, number(participations), number(total, 2)] });
  }
  return words.length > 0 ? words : [{ key: 'protectionNone', values: [name] }];
}
