/**
 * Which code do all incidents of a worker have in common? The SDK loads this once for all of them: without it, every incident in
 * memory has rules of its own, which no other run has warmed up. Only pure modules belong here; none may remember a run
 * (`policy-copy` remembers policies, by their text).
 */
import '../domain/evolve';
import '../domain/open';
import '../domain/plan';
import '../domain/view';
import '../domain/acts/from-provider';
import '../domain/acts/refuse';
import '../domain/acts/validate';
import '../domain/alerts/fit';
import '../domain/alerts/merge';
import '../domain/alerts/prelude';
import '../domain/effects/supersede';
import '../domain/ledger/metrics';
import '../domain/ledger/record';
import '../domain/messages/compose';
import '../domain/messages/describe';
import '../domain/messages/whoever';
import '../domain/paging/first-call';
import '../domain/paging/next-rings';
import '../domain/post-mortem/document';
import '../domain/post-mortem/effect-results';
import '../domain/post-mortem/evolve';
import '../domain/post-mortem/plan';
import '../domain/post-mortem/refuse';
import '../domain/post-mortem/view';
import '../domain/state/carry-over';
import '../domain/state/fit';
import './policy-copy';

/**
 * The SDK notes for each promise where it was made, which took a fifth of a workflow's time. The three innermost calls of an error
 * in a workflow say where to look.
 */
Error.stackTraceLimit = 3;
