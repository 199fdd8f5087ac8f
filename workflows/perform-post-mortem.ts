/** Which activity carries out an effect of the post-mortem? */
import type { Receipt } from '../activities/ports';
import { documentValues } from '../domain/post-mortem/document';
import type { PostMortemEffect, PostMortemOutcome } from '../domain/post-mortem/effects';
import { composeItemTicket } from '../domain/post-mortem/item-tickets';
import { meetingTitle, withdrawalText } from '../domain/post-mortem/meeting';
import type { Meeting, PostMortem } from '../domain/post-mortem/state';
import type { Incident } from '../domain/state/incident';
import type { Instant } from '../domain/state/vocabulary';
import type { Policy } from '../policy/schema';
import { paging, placeOf, slotQuestion, watching, work } from './perform';
import { ApplicationFailure } from '@temporalio/workflow';
import { defined } from '../domain/state/fields';

/** Carries out one effect of the time after an incident. `incident` is only known to the first run, which drafts. */
export async function performPostMortem(
  policy: Policy,
  postMortem: PostMortem,
  incident: Incident | undefined,
  effect: Exclude<PostMortemEffect, { do: 'miss' }>,
  now: Instant,
): Promise<PostMortemOutcome> {
  const { incidentId, title } = postMortem;
  const { key } = effect;
  switch (effect.do) {
    case 'draft': {
      if (incident === undefined)
        throw ApplicationFailure.nonRetryable("Can't draft the post-mortem: the incident's state is missing");
      return {
        of: 'drafted',
        ...(await work.draftPostMortem.executeWithOptions({ summary: 'draft the post-mortem' }, [
          { policy, incident },
        ])),
      };
    }
    case 'keep-document': {
      const values = documentValues(policy, postMortem);
      const request = { incidentId, template: policy.postMortem.template.body, values };
      const { path } = await work.refreshPostMortem.executeWithOptions({ summary: 'bring the document up to date' }, [
        request,
      ]);
      return { of: 'delivered', reference: path };
    }
    case 'find-slot':
      return {
        of: 'slot',
        ...(await work.findSlot.executeWithOptions({ summary: 'find a time for the meeting' }, [
          slotQuestion(policy, effect),
        ])),
      };
    case 'find-attendees': {
      const { roles } = effect;
      return {
        of: 'people',
        ...(await paging.findPeople.executeWithOptions({ summary: 'find the attendees' }, [
          { roles, label: [], at: now },
        ])),
      };
    }
    case 'invite': {
      const { attendees } = postMortem;
      const { sequence, startsAt, lastsMs, setAt: madeAt } = meetingOf(postMortem);
      const text = `Post-mortem of ${incidentId}: ${title}. Draft: ${postMortem.draft ?? 'being written'}`;
      const event = { title: meetingTitle(postMortem), text, sequence, startsAt, lastsMs, madeAt };
      const invitation = { incidentId, key, ...event, attendees };
      const sent = await work.invite.executeWithOptions({ summary: 'invite to the post-mortem' }, [invitation]);
      return { of: 'invited', ...notReachedOf(sent), people: sent.people };
    }
    case 'withdraw': {
      const { sequence, from, perhaps, goesOn } = effect;
      const { startsAt, lastsMs } = meetingOf(postMortem);
      const text = withdrawalText(postMortem, effect);
      const event = { title: meetingTitle(postMortem), text, sequence, startsAt, lastsMs, madeAt: now };
      const told = await work.withdrawMeeting.executeWithOptions({ summary: 'withdraw the invitations' }, [
        { incidentId, key, ...event, invited: from, perhaps, goesOn },
      ]);
      return { of: 'withdrawn', ...notReachedOf(told), people: told.people };
    }
    case 'run-suite': {
      const probe = policy.probes[effect.probe];
      if (probe?.use !== 'suite') throw ApplicationFailure.nonRetryable(`The policy has no suite ${effect.probe}`);
      const { parameters } = policy.investigation;
      const request = { incidentId, key, probe, parameters, since: postMortem.resolvedAt, untilAt: now + probe.within };
      return {
        of: 'suite',
        ...(await watching.runSuite.executeWithOptions({ summary: `run ${probe.title}`.slice(0, 190) }, [request])),
      };
    }
    case 'create-item-ticket': {
      const item = postMortem.actionItems.find(({ id }) => id === effect.item);
      const rules = policy.postMortem.actionItems.ticket;
      if (item === undefined || rules === null) throw ApplicationFailure.nonRetryable('No such action item');
      const { owner, dueAt } = item;
      const { labels, priorities } = rules;
      const priority = priorities[item.priority];
      const text = composeItemTicket(postMortem, item);
      return {
        of: 'item-ticket',
        ...(await work.createItemTicket.executeWithOptions({ summary: `ticket for action item ${item.id}` }, [
          { incidentId, key, ...text, priority, labels, release: null, owner, dueAt },
        ])),
      };
    }
    case 'remind': {
      const { to, roles, subject, text, ticket } = effect;
      const reminder = {
        incidentId,
        key,
        to,
        roles,
        at: now,
        subject,
        text,
        channel: policy.communication.channel.name,
        ...placeOf(policy),
        ...defined({ ticket }),
      };
      const { closed, ...receipt } = await work.remind.executeWithOptions({ summary: subject.slice(0, 190) }, [
        reminder,
      ]);
      return closed === true ? { of: 'ticket-closed' } : { of: 'delivered', ...receipt };
    }
  }
}

function meetingOf({ meeting }: PostMortem): Meeting {
  if (meeting === undefined) throw ApplicationFailure.nonRetryable('No meeting has been set');
  return meeting;
}

const notReachedOf = ({ notReached }: Receipt): { notReached?: string[] } =>
  notReached === undefined ? {} : { notReached };
