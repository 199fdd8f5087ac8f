/** Which rules does an older policy not have? */
import type { Policy } from '../../policy/schema';

/** Whether messages that were overtaken are dropped. A policy from before it was there keeps what it had. */
export const dropsOvertaken = ({ delivery }: Policy): boolean => delivery.overtaken?.dropped === true;
