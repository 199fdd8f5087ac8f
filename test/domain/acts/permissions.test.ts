import { DirectoryFile } from '../../../directory/schema';
import { approvesAnything, DEED_NEEDS, notPermitted } from '../../../domain/acts/permissions';
import { POST_MORTEM_DEEDS, type PostMortemAct } from '../../../domain/post-mortem/acts';
import { notPermittedAfterwards, POST_MORTEM_NEEDS } from '../../../domain/post-mortem/refuse';
import { type Access, ACCESS_LEVELS, reaches } from '../../../domain/state/access';
import { type Actor, DEEDS } from '../../../domain/state/acts';
import { MINUTE } from '../../support/times';
import { incidentOf } from '../../support/virtual-clock';

const actor: Actor = { actId: 'a', incidentId: 'i', by: 'otto', byName: 'Otto', roles: [], via: 'test' };

const levels = [...ACCESS_LEVELS, undefined];

/** Who may what, written out: a change of the table has to be made twice. */
const LEAST: Record<string, Access> = {
  decline: 'responder',
  ...{ acknowledge: 'responder', join: 'responder', assign: 'responder', update: 'responder', note: 'responder' },
  ...{ severity: 'lead', status: 'responder', task: 'responder', tick: 'responder', untick: 'responder' },
  ...{
    decide: 'responder',
    escalate: 'responder',
    bridge: 'responder',
    over: 'responder',
    publish: 'lead',
    unpublish: 'lead',
    resolve: 'lead',
    cancel: 'lead',
    merge: 'lead',
  },
};

describe.each(DEEDS)('to %s', (deed) => {
  const refusal = (access: Access | undefined, lead?: string) =>
    notPermitted({ ...actor, ...(access !== undefined && { access }), do: deed }, lead);

  test.each(levels)('%s', (access) => {
    const held = access ?? 'responder';
    const may = reaches(held, LEAST[deed] ?? 'admin');
    expect(refusal(access) === undefined).toBe(may);
    expect(refusal(access, 'somebody else') === undefined).toBe(may);
    // The lead of the incident reaches what a lead may, who may more than look.
    expect(refusal(access, 'otto') === undefined).toBe(may || (held !== 'viewer' && LEAST[deed] === 'lead'));
  });
});

test.each(POST_MORTEM_DEEDS.flatMap((deed) => levels.map((access) => [deed, access] as const)))(
  'afterwards, to %s: %s',
  (deed, access) => {
    const act = { ...actor, ...(access !== undefined && { access }), do: deed } as PostMortemAct;
    const held = access ?? 'responder';
    const needed = deed === 'skip' ? 'lead' : 'responder';
    expect(notPermittedAfterwards(act, undefined) === undefined).toBe(reaches(held, needed));
    expect(notPermittedAfterwards(act, 'otto') === undefined).toBe(held !== 'viewer');
  },
);

test('no deed is without a level', () => {
  expect(DEED_NEEDS).toEqual(LEAST);
  expect(Object.keys(POST_MORTEM_NEEDS)).toEqual(POST_MORTEM_DEEDS);
});

test('a refusal says what is held and what is needed', () => {
  const { refusal } = {
    refusal: (access: Access) => incidentOf('P1').refusal('otto', { do: 'cancel', reason: 'r' }, { access }),
  };
  expect(refusal('responder')).toBe(
    `otto can't cancel this incident: that takes "lead" access (otto has "responder") or being this incident's lead.`,
  );
  expect(refusal('viewer')).toBe(`otto can't cancel this incident: that takes "lead" access (otto has "viewer").`);
});

test('whoever leads may do what a lead may, whatever their access', () => {
  const incident = incidentOf('P3').does('otto', { do: 'acknowledge' }, { access: 'responder' });
  const resolve = { do: 'resolve', resolution: 'r' } as const;
  expect(incident.refusal('vera', resolve, { access: 'responder' })).toContain('takes "lead" access');
  expect(incident.refusal('otto', resolve, { access: 'viewer' })).toContain('has "viewer"');
  expect(incident.refusal('otto', resolve, { access: 'responder' })).toBeUndefined();
});

test('an approver decides without a role of the policy; a lead does not', () => {
  const incident = incidentOf('P1').until(16 * MINUTE);
  const decide = { do: 'decide', choice: 'fix-forward', reason: 'r' } as const;
  const refusal = (access: Access) => incident.refusal('stranger', decide, { access });
  expect(refusal('viewer')).toContain('takes "responder" access');
  expect(refusal('lead')).toContain("stranger can't make this decision");
  expect([refusal('approver'), refusal('admin')]).toEqual([undefined, undefined]);
  expect([approvesAnything({}), approvesAnything({ access: 'approver' })]).toEqual([false, true]);
});

test('the directory knows the same levels', () => {
  const person = (access?: Access) => ({ id: 'a', name: 'A', ...(access !== undefined && { access }) });
  const read = (access?: Access) => DirectoryFile.parse({ people: [person(access)] }).people[0]?.access;
  expect(levels.map(read)).toEqual([...ACCESS_LEVELS, 'lead']);
});
