/** The name under which GitHub's failures are reported. */
export const PROVIDER = 'GitHub';
