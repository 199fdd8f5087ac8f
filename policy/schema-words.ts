/** Which kinds of words may stand in a policy? */
import { z } from 'zod';

/** Lines of the guide, as `L14`, `L20-28` or several of them: `L14, L162-167`. */
export const RuleSource = z
  .string()
  .regex(/^L\d+(-\d+)?(, L\d+(-\d+)?)*$/, 'lines of the guide, such as L14 or L20-28, L31');

const WORDS = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const words = () => z.string().regex(WORDS, 'must be lower-case words joined by hyphens');

// One schema object per kind of name: a walk over a policy tells a role from an id by the schema it meets.
export const Id = words();
/** The name of a role that `roles` lists. */
export const RoleName = words();
/** The name of a probe that `probes` lists. */
export const ProbeName = words();

/** `{{name}}` in any text of a command or probe is replaced by the parameter of that name, and by nothing else. */
export const Templated = z.string().describe('{{name}} is replaced by the parameter of that name');

/** A message whose `{{placeholder}}`s are replaced by what is known of the incident. */
export const MessageText = z.string().describe('{{placeholder}} is replaced by what is known of the incident');

/** Words for the public, whose `{{placeholder}}`s are replaced by the few things that the public may know. */
export const PublicText = z.string().min(1).describe('{{placeholder}} is replaced by what the public may know');

// A mapping keeps the order of its keys only where none of them is a number.
/** The name of a severity that `severities` lists. */
export const SeverityName = z
  .string()
  .max(20)
  .regex(/^[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*$/, 'a name such as SEV-1 that begins with a letter');

/** A rule says where it comes from: the guide's lines, or what was assumed where the guide is silent. */
export const rule = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z
    .strictObject({ ...shape, source: RuleSource.optional(), assumption: z.string().min(1).optional() })
    .refine((value: object) => ('source' in value && value.source !== undefined) || 'assumption' in value, {
      message: 'needs a source (a line of the guide, such as L14) or an assumption',
    });
