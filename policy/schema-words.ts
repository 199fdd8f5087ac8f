import { z } from 'zod';

/** Lines of the guide, as `L14`, `L20-28` or several of them: `L14, L162-167`. */
const Source = z.string().regex(/^L\d+(-\d+)?(, L\d+(-\d+)?)*$/, 'lines of the guide, such as L14 or L20-28, L31');

export const Id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens');
export const Role = Id;
export const SeverityName = z.enum(['P1', 'P2', 'P3', 'P4']);

/** A rule says where it comes from: the guide's lines, or what was assumed where the guide is silent. */
export const rule = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z
    .strictObject({ ...shape, source: Source.optional(), assumption: z.string().min(1).optional() })
    .refine((value: object) => ('source' in value && value.source !== undefined) || 'assumption' in value, {
      message: 'says neither where the guide asks for it (source: L14) nor what was assumed (assumption: ...)',
    });
