/** How is a page answered over HTTP by the link in it? GET shows and POST acts, so that previews and scanners answer nothing. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { KeptPoint, PeopleBook } from '../../../launcher/people-book';
import { type Answering, ANSWERS_TO_PAGES, type Holder, type PageAnswer, pointOf } from '../../answers/answer';
import { AnswerNotice, AnswerPage, ConfirmPage, RoomButton } from '../../console/pages/answer';
import { renderPage } from '../../console/render';
import { ANSWER_STYLE } from '../../console/style/answer';
import type { IncidentClient } from '../../incidents/api';
import { allowOnly } from '../methods';
import { problem, type Problem, problemOf, sendProblem } from '../problems';
import { PROVES_ITSELF } from '../proof';
import { noteCaller } from '../request-log';
import { addPart } from '../part';

export interface AnswerRoutesOptions {
  answering: Answering;
  incidents: Pick<IncidentClient, 'show'>;
  people: Pick<PeopleBook, 'points' | 'confirmed'>;
  onBug: (error: unknown) => void;
  now?: () => number;
}

/** No script, no picture, nothing from elsewhere; the one style is in the page and known by its hash. */
const ANSWER_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(ANSWER_STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const OVER: Problem = {
  ...problem(
    410,
    'It counts for 24 hours, until the incident ends. Answer the newest page, or sign in to the room and see what is open.',
  ),
  title: 'This link is over',
};

/** Nobody guesses a signature; this only keeps a path's length and its body's size in bounds. */
const NO_BODY_BYTES = 1_024;

const isAnswer = (said: string): said is PageAnswer => ANSWERS_TO_PAGES.some((answer) => answer === said);

/** The doors for whoever got a page. The token in the path is all that they need, and it says who they are. */
export function addAnswers(server: FastifyInstance, options: AnswerRoutesOptions): void {
  const { answering, incidents, people, onBug, now = Date.now } = options;

  const send = (reply: FastifyReply, page: VNode, status = 200): FastifyReply =>
    reply
      .code(status)
      .headers({ 'content-security-policy': ANSWER_POLICY, 'content-type': 'text/html; charset=utf-8' })
      .send(renderPage(page));

  /** A person reads a page, a program (a button of a push message) a problem. */
  const refuse = (request: FastifyRequest, reply: FastifyReply, told: Problem): FastifyReply =>
    wantsPage(request)
      ? send(
          reply,
          <AnswerNotice title={told.title} text={told.detail}>
            <RoomButton path="/" />
          </AnswerNotice>,
          told.status,
        )
      : sendProblem(reply, told);

  const whyNot = (error: unknown): Problem => {
    const told = problemOf(error);
    if (told.status === 500) onBug(error);
    return told;
  };

  const holderOf = (request: FastifyRequest): Holder | undefined => {
    const { token } = request.params as { token: string };
    const holder = answering.holderOf(token);
    if (holder !== undefined) noteCaller(request, { person: holder.person.id });
    return holder;
  };

  const pageOf = async ({ person, subject }: Holder, token: string, trouble?: string): Promise<VNode> => {
    const incident = await incidents.show(subject);
    return <AnswerPage incident={incident} reader={person.id} path={`/a/${token}`} now={now()} problem={trouble} />;
  };

  const show = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { token } = request.params as { token: string };
    try {
      const holder = holderOf(request);
      if (holder === undefined) return await refuse(request, reply, OVER);
      const point = pointOf(people, holder);
      if (point !== undefined)
        return await send(
          reply,
          <ConfirmPage name={holder.person.name} point={`${point.channel} ${point.address}`} path={`/a/${token}`} />,
        );
      return await send(reply, await pageOf(holder, token));
    } catch (error) {
      return refuse(request, reply, whyNot(error));
    }
  };

  const confirm = async (request: FastifyRequest, reply: FastifyReply, point: KeptPoint): Promise<FastifyReply> => {
    await people.confirmed(point, now());
    const text = `Thank you. Your ${point.channel} ${point.address} is confirmed.`;
    return wantsPage(request) ? send(reply, <AnswerNotice title="Confirmed" text={text} />) : reply.send(text);
  };

  const act = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { token, said } = request.params as { token: string; said: string };
    let holder: Holder | undefined;
    try {
      holder = holderOf(request);
      if (holder === undefined) return await refuse(request, reply, OVER);
      const point = pointOf(people, holder);
      if (point !== undefined && said === 'confirm') return await confirm(request, reply, point);
      if (point !== undefined || !isAnswer(said)) return await refuse(request, reply, problem(404, 'Not found.'));
      const via = wantsPage(request) ? 'link' : 'push';
      const text = await answering.say(holder.subject, holder.person, { answer: said, via });
      // Loading the page again must not answer again.
      if (wantsPage(request)) return await reply.code(303).header('location', `/a/${token}`).send();
      return await reply.type('text/plain; charset=utf-8').send(`${text}\n`);
    } catch (error) {
      const told = whyNot(error);
      if (holder === undefined || told.status !== 409 || !wantsPage(request)) return refuse(request, reply, told);
      const page = await pageOf(holder, token, told.detail).catch(() => undefined);
      return page === undefined ? refuse(request, reply, told) : send(reply, page, told.status);
    }
  };

  addPart(server, 'answers', (answers) => {
    // A form sends a type with its empty body; nothing in it is read.
    answers.removeAllContentTypeParsers();
    answers.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: NO_BODY_BYTES }, (_request, _body, parsed) => {
      parsed(null, undefined);
    });
    const route = { schema: { hide: true }, config: PROVES_ITSELF };
    answers.get('/a/:token', route, show);
    answers.post('/a/:token/:said', route, act);
    // Whoever loads the answer's address again sees the page; that answers nothing.
    answers.get('/a/:token/:said', route, (request, reply) =>
      reply
        .code(303)
        .header('location', `/a/${(request.params as { token: string }).token}`)
        .send(),
    );
    allowOnly(answers, '/a/:token', ['GET', 'HEAD']);
    allowOnly(answers, '/a/:token/:said', ['GET', 'HEAD', 'POST']);
  });
}

const wantsPage = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') === true;
