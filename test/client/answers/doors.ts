/** How does the HTTP server open its doors for answers in a test? On a home of its own, with a clock that moves. */
import { type AnswerDoors, openAnswerDoors } from '../../../client/http/answers/open';
import { createHttpServer } from '../../../client/http/server';
import type { By, IncidentClient } from '../../../client/incidents/api';
import type { Deed } from '../../../domain/state/acts';
import { createSignedLinks } from '../../../launcher/answer-links';
import { createPeopleBook } from '../../../launcher/people-book';
import { aDirectory, fakeIncidents, NOW, openDoors } from '../../support/client';
import { temporaryFolder } from '../../support/temporary-folder';

export const INCIDENT = 'release-manager-7f3k2a9q-x4tm';

/** The server, and what was done through it. */
export function answerDoors(changed: Partial<IncidentClient> = {}, settings: Partial<AnswerDoors> = {}) {
  const home = temporaryFolder('muster-answers-');
  const doors: AnswerDoors = { publicUrl: 'http://127.0.0.1', secret: 's'.repeat(40), ...settings };
  const acts: { ref: string; by: By; deed: Deed }[] = [];
  const bugs: unknown[] = [];
  const incidents = fakeIncidents({
    act: (ref, by, deed) => {
      acts.push({ ref, by, deed });
      return Promise.resolve({ incidentId: ref, actId: 'a', text: "You're first to acknowledge, so you're the lead." });
    },
    ...changed,
  });
  const directory = aDirectory([
    { id: 'mia', name: 'Mia Wong', contactPoints: [{ channel: 'sms', address: '+1-555-0101' }] },
  ]);
  let now = NOW;
  const clock = { now: () => now };
  const onBug = (bug: unknown): void => void bugs.push(bug);
  const server = createHttpServer({ ...openDoors(), directory, incidents, onBug });
  openAnswerDoors(server, doors, { home, incidents, directory, policies: () => [], onBug, ...clock });
  const people = createPeopleBook({ home });
  const links = createSignedLinks({ ...doors, people, ...clock });
  const pathFor = (person: string, subject = INCIDENT): string =>
    new URL(links.linkFor(subject, person) ?? 'http://none.example/').pathname;
  return { server, home, acts, bugs, people, links, pathFor, pass: (ms: number) => (now += ms) };
}

/** As a browser asks. */
export const BROWSER = { accept: 'text/html,application/xhtml+xml' };
