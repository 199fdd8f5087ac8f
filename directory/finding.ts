/** Something about a directory that somebody should put right before the next incident. */
export interface DirectoryFinding {
  /** `error`: somebody that the policy names would not be reached. */
  severity: 'error' | 'warning';
  message: string;
  /** `role support`, `rotation release-manager, layer primary`, `person ada`, or a path in the file. */
  where?: string;
}
