/** Where does the board get what it shows? */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DirectoryData } from '../../directory/schema';
import type { Visitor } from '../access/visitors';
import { BadInput } from '../actions/action';
import { NotAllowed, Refused } from '../errors';
import { expectAccess } from '../http/api/authenticate';
import { overridesOf } from '../http/api/shifts';
import { endShift, shiftText, takeShift } from '../people/shifts';
import { fieldsOf, FORM_TOKEN } from './form-body';
import type { IncidentSummary } from '../incidents/runs';
import { windowsNear } from '../incidents/maintenance';
import { policyOfAddress } from '../incidents/policies';
import { calendarBetween } from '../people/calendar';
import { type Held, whoIsOnCall } from '../people/on-call';
import { createLastChecks } from './last-checks';
import { createOpenList } from './open-list';
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

interface ShiftAct {
  place: Parameters<typeof takeShift>[0];
  visitor: Visitor;
  fields: Readonly<Record<string, string>>;
}

/** The pages about everything at once: the board, and who is on call. */
export function addBoard(room: FastifyInstance, options: ConsoleOptions, notices: Notices): void {
  const { incidents, policies, directory, readiness, now = Date.now } = options;
  const lastChecks = createLastChecks(readiness, now);
  const openIncidents = createOpenList(incidents, now);
  const hide = { schema: { hide: true } };

  const heldNow = async (at: number) => {
    await directory.refresh();
    const held = policies().flatMap(({ policy }) => whoIsOnCall(policy, directory.current(), at));
    return [...new Map(held.map((one) => [one.role, one])).values()];
  };

  const saidTo = (request: FastifyRequest, { person }: Visitor) =>
    notices.find(person, (request.query as { said?: unknown }).said);

  const pageAt = (visitor: Visitor, held: readonly Held[], at: number, current: DirectoryData) => {
    const span = { from: at, until: at + AHEAD_MS.turns };
    const taken = (options.overrides?.all() ?? []).filter(({ to }) => Date.parse(to) > at);
    const calendars = calendarBetween(current, at, span.until);
    return { visitor, held, span, taken, calendars, directory: current };
  };

  room.get('/', hide, async (request, reply) => {
    const visitor = visitorOf(request);
    const at = now();
    const [listed, checks, held] = await Promise.all([openIncidents(), lastChecks(), heldNow(at)]);
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
    const said = saidTo(request, visitor);
    return sendPage(request, reply, <BoardPage {...props} now={at} broken={broken} said={said} />);
  });

  room.get('/on-call', hide, async (request, reply) => {
    const visitor = visitorOf(request);
    const at = now();
    const held = await heldNow(at);
    const current = directory.current();
    return sendPage(
      request,
      reply,
      <OnCallPage {...pageAt(visitor, held, at, current)} said={saidTo(request, visitor)} />,
    );
  });

  /** Does what the form says; what is refused is told on the page, which keeps what was typed. */
  const act = async (request: FastifyRequest, reply: FastifyReply, doing: (asked: ShiftAct) => Promise<string>) => {
    const visitor = visitorOf(request);
    expectAccess(visitor, 'responder');
    const at = now();
    const sent = Object.fromEntries(fieldsOf(request));
    const current = directory.current();
    try {
      const { [FORM_TOKEN]: _token, ...fields } = sent;
      const place = { book: overridesOf(options), directory: current, now: at };
      const text = await doing({ place, visitor, fields });
      return await reply.redirect(`/on-call?said=${notices.keep(visitor.person, text)}`, 303);
    } catch (error) {
      if (!(error instanceof BadInput || error instanceof Refused || error instanceof NotAllowed)) throw error;
      const trouble = { text: error.message, ...(error instanceof BadInput && { mistakes: error.problems }) };
      const props = { ...pageAt(visitor, await heldNow(at), at, current), values: sent, trouble };
      return sendPage(request, reply, <OnCallPage {...props} />, error instanceof BadInput ? 422 : 409);
    }
  };

  room.post('/on-call/take', hide, (request, reply) =>
    act(request, reply, async ({ place, visitor, fields }) => {
      const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''));
      return shiftText(place.directory, await takeShift(place, visitor, said));
    }),
  );

  room.post('/on-call/end', hide, (request, reply) =>
    act(request, reply, async ({ place, visitor, fields }) => {
      await endShift(place, visitor, fields['shift'] ?? '');
      return 'The shift has ended. The rotation says again who is on call.';
    }),
  );
}
