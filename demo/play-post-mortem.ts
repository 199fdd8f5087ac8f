/** What happens in the demo from the resolution to the last signature, scene by scene? */
import { effectKey } from '../domain/state/keys';
import { isOnly } from './calls';
import { minutes } from './clock';
import { DEVOPS, MANAGER, ON_CALL, VP } from './roles';
import { oneAfterTheOther, type Scene, sent, told, whenReady } from './scene';

/** The meeting is moved to so many policy minutes from now: the reminder an hour before comes within seconds. */
const MEETING_IN_MINUTES = 68;
const WEEK_MS = 7 * 24 * 3_600_000;

const EXTENDED: Readonly<Record<string, string>> = {
  'regression-tests': 'run 4711 is green',
  'integration-tests': 'run 4712 is green',
  'data-integrity': 'row counts match the backup',
  'cache-consistency': 'there is no cache',
  'logs-reviewed': 'nothing since the rollback',
  'team-aware': 'said in the stand-up',
};

const FOLLOW_UP: Readonly<Record<string, string>> = {
  'root-cause-document': 'part of the post-mortem',
  'action-items-assigned': 'a1',
  'code-review': 'pull request 212',
  'monitoring-improved': 'an alert on db_connections',
  'team-training': 'not needed',
};

const ticks = (by: string, say: string, items: Readonly<Record<string, string>>): Scene[] =>
  oneAfterTheOther(
    by,
    say,
    Object.entries(items).map(([item, evidence]) => (id: string) => [
      'post-mortem',
      id,
      'tick',
      item,
      '--evidence',
      evidence,
    ]),
  );

/** From the resolution to the last signature. */
export const POST_MORTEM: readonly Scene[] = [
  {
    until: 'the draft and the proposal of a meeting',
    when: ({ postMortem }) => postMortem?.draft !== undefined && postMortem.meeting !== undefined,
    say: 'Muster drafts the post-mortem from the record and proposes a meeting. The manager moves it to an earlier time.',
    does: {
      by: MANAGER,
      types: (id) => [
        'post-mortem',
        id,
        'move',
        '--at',
        new Date(Date.now() + minutes(MEETING_IN_MINUTES)).toISOString(),
        // Whenever the demo is played, it may be outside business hours.
        '--reason',
        'everyone can come then',
      ],
    },
  },
  ...ticks(DEVOPS, 'The DevOps Lead goes through the extended checklist, due an hour after the resolution.', EXTENDED),
  {
    until: 'the reminder an hour before the meeting',
    when: (sight) => told('reminded', /in 1 h/)(sight) && sent(isOnly(effectKey('invitation', { sequence: 1 })))(sight),
    say: 'A new invitation went out, and a reminder an hour before the meeting. Everyone is there early, so it starts now.',
    does: { by: ON_CALL, types: (id) => ['post-mortem', id, 'hold'] },
  },
  {
    until: 'the next step',
    when: whenReady,
    say: 'It has one action item, with an owner and a due date.',
    does: {
      by: MANAGER,
      types: (id) => [
        'post-mortem',
        id,
        'item',
        'add',
        'Release every connection, and test with a release that was never deployed',
        '--owner',
        'tomasz-nowak',
        '--due',
        new Date(Date.now() + WEEK_MS).toISOString().slice(0, 10),
        '--priority',
        'high',
      ],
    },
  },
  ...ticks(ON_CALL, 'The follow-up checklist.', FOLLOW_UP),
  {
    until: 'the next step',
    when: whenReady,
    say: 'The action item is done.',
    does: { by: ON_CALL, types: (id) => ['post-mortem', id, 'item', 'done', 'a1'] },
  },
  ...[MANAGER, VP].map((by): Scene => ({
    until: 'the next step',
    when: whenReady,
    say: 'The engineering manager and the VP sign off.',
    does: { by, types: (id) => ['post-mortem', id, 'sign'] },
  })),
  {
    until: 'the post-mortem to be complete',
    when: ({ isPostMortemComplete }) => isPostMortemComplete,
    say: 'Held, signed, every item done: the post-mortem is complete, and the demo ends.',
  },
];
