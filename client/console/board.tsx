/** Where does the board get what it shows? */
import type { FastifyInstance } from 'fastify';
import type { IncidentSummary } from '../incidents/runs';
import { windowsNear } from '../incidents/maintenance';
import { policyOfAddress } from '../incidents/policies';
import { calendarBetween } from '../people/calendar';
import { whoIsOnCall } from '../people/on-call';
import { createLastChecks } from './last-checks';
import type { Notices } from './notices';
import type { ConsoleOptions } from './options';
import { BoardPage } from './pages/board';
import { OnCallPage } from './pages/on-call';
import { lookOf } from './rank';
import { sendPage } from './render';
import { visitorOf } from './visit';

const DAY_MS = 86_400_000;

/** How far the board looks ahead at maintenance, and the calendar at turns. */
const AHEAD_MS = { maintenance: 7 * DAY_MS, turns: 28 * DAY_MS };

/** The pages about everything at once: the board, and who is on call. */
export function addBoard(room: FastifyInstance, options: ConsoleOptions, notices: Notices): void {
  const { incidents, policies, directory, readiness, now = Date.now } = options;
  const lastChecks = createLastChecks(readiness, now);
  const hide = { schema: { hide: true } };

  const heldNow = async (at: number) => {
    await directory.refresh();
    const held = policies().flatMap(({ policy }) => whoIsOnCall(policy, directory.current(), at));
    return [...new Map(held.map((one) => [one.role, one])).values()];
  };

  room.get('/', hide, async (request, reply) => {
    const visitor = visitorOf(request);
    const at = now();
    const [listed, checks, held] = await Promise.all([incidents.list({ all: false }), lastChecks(), heldNow(at)]);
    const windows = policies()
      .flatMap(({ policy }) => windowsNear(policy, at, AHEAD_MS.maintenance))
      .map(({ title, from, to }) => ({
        ...{ what: title, isNow: from <= at },
        ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString() },
      }));
    const rank = ({ id, severity }: IncidentSummary): number =>
      lookOf(policyOfAddress(policies(), id).policy, severity);
    const props = { visitor, incidents: listed, windows, rankOf: rank, onCall: held };
    const broken = checks.filter(({ ok }) => !ok);
    const said = notices.find(visitor.person, (request.query as { said?: unknown }).said);
    return sendPage(request, reply, <BoardPage {...props} now={at} broken={broken} said={said} />);
  });

  room.get('/on-call', hide, async (request, reply) => {
    const visitor = visitorOf(request);
    const at = now();
    const span = { from: at, until: at + AHEAD_MS.turns };
    const held = await heldNow(at);
    const current = directory.current();
    const props = { visitor, held, span, directory: current, calendars: calendarBetween(current, at, span.until) };
    return sendPage(request, reply, <OnCallPage {...props} />);
  });
}
