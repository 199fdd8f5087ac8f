/** By what does each alert source prove itself, and which one is refused because its settings can't be used? */
import type { OffIntegration } from '../../../launcher/off-integrations';
import type { Source } from '../../access/gate';
import { readOrOff } from '../../read-or-off';
import { type IntakeSecrets, secretsOf } from './secrets';
import type { Signing } from './signatures';
import { readSnsTopics } from './sns/settings';

export interface IntakeSettings {
  secrets: IntakeSecrets;
  /** The topics of Amazon SNS that may send. */
  topics: readonly string[];
  /** Why a source is refused: it should be checked, and can't be. Whoever has its token still gets in. */
  closed: Partial<Record<Source, string>>;
}

/** Reads what each source needs. A mistake about one closes that one: the others go on, and so does everything else. */
export function readIntakeSettings(env: NodeJS.ProcessEnv): IntakeSettings {
  const closed: IntakeSettings['closed'] = {};
  const readOr = <Read>(source: Source, read: () => Read, otherwise: Read): Read =>
    readOrOff(source, read, ({ problem }) => void (closed[source] = problem)) ?? otherwise;
  const secrets = (source: Signing): readonly string[] => readOr(source, () => secretsOf(source, env), []);
  return {
    secrets: { grafana: secrets('grafana'), pagerduty: secrets('pagerduty'), datadog: secrets('datadog') },
    topics: readOr('sns', () => readSnsTopics(env), []),
    closed,
  };
}

/** The same for those who have to mend it. */
export const closedSources = ({ closed }: IntakeSettings): OffIntegration[] =>
  Object.entries(closed).map(([source, problem]) => ({ name: `Alert intake from ${source}`, problem }));
