/** Which topics of Amazon SNS may send alerts? */
import { ConfigInvalid } from '../../../config';

const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]{3,30}:\d{12}:[A-Za-z0-9_.-]{1,256}$/;

/** Reads `MUSTER_SNS_TOPICS`, separated by commas. Throws `ConfigInvalid`. */
export function readSnsTopics({ MUSTER_SNS_TOPICS: text = '' }: NodeJS.ProcessEnv): readonly string[] {
  const topics = text
    .split(/[,\s]+/)
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '');
  const wrong = topics.find((topic) => !TOPIC.test(topic));
  if (wrong !== undefined)
    throw new ConfigInvalid(
      `MUSTER_SNS_TOPICS has "${wrong.slice(0, 200)}", which is not the ARN of a topic. Write arn:aws:sns:REGION:ACCOUNT:NAME.`,
    );
  return topics;
}
