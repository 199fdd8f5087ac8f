import type { Instant } from './incident';

export const iso = (at: Instant): string => new Date(at).toISOString();
