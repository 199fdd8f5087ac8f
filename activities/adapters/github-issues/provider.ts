/** The name under which GitHub's failures are reported. */
export const GITHUB_ISSUES = 'GitHub';
