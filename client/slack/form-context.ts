/** What was a form opened for, now that it has been sent? */
import type { Errand } from './fields';
import { OddRequest } from './requests';
import { z } from 'zod';

const ERRAND = z.object({
  ref: z.string().max(300),
  responseUrl: z.string().max(500).optional(),
  shown: z.object({ isPublic: z.boolean(), impact: z.string().max(500) }).optional(),
});

/** What a form was opened for, as it comes back with it. Throws `OddRequest`. */
export function readErrand(metadata: string): Errand {
  try {
    return ERRAND.parse(JSON.parse(metadata));
  } catch {
    throw new OddRequest('This form has expired. Open it again.');
  }
}
