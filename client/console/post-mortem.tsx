/** Where do the pages of a post-mortem get what they show, and how is its document changed? */
import type { FastifyInstance } from 'fastify';
import type { PostMortemView } from '../../domain/post-mortem/view';
import { NotFound } from '../errors';
import { expectAccess } from '../http/api/authenticate';
import { createDocuments } from '../incidents/documents';
import { fieldsOf } from './form-body';
import type { FormContext } from './forms/choices';
import { formContext } from './model';
import type { Notices } from './notices';
import type { ConsoleOptions } from './options';
import { EditPage, VersionPage } from './pages/document';
import { PostMortemPage } from './pages/post-mortem';
import { sendPage } from './render';
import { visitorOf } from './visit';

/** The post-mortem, its document in every version, and the form that changes it. */
export function addPostMortemPages(room: FastifyInstance, options: ConsoleOptions, notices: Notices): void {
  const { home, now = Date.now } = options;
  const documents = createDocuments(home);
  const hide = { schema: { hide: true } };
  const url = '/incidents/:id/post-mortem';

  const known = async (params: unknown): Promise<{ context: FormContext; view: PostMortemView }> => {
    const { id } = params as { id: string };
    const context = await formContext(options, id, false);
    if (context.postMortem === undefined)
      throw new NotFound(
        'Not found: this incident has no post-mortem. One starts when an incident is resolved whose severity asks for it.',
      );
    return { context, view: context.postMortem };
  };

  room.get(url, hide, async (request, reply) => {
    const visitor = visitorOf(request);
    const { context, view } = await known(request.params);
    const document = documents.read(view)?.text;
    const versions = view.draft === undefined ? [] : versionsOf(view);
    const said = notices.find(visitor.person, (request.query as { said?: unknown }).said);
    return sendPage(
      request,
      reply,
      <PostMortemPage {...{ visitor, context, view, document, versions, said }} now={now()} />,
    );
  });

  /** A document that is not in our home has no versions here. */
  const versionsOf = (view: PostMortemView) => {
    try {
      return documents.versions(view);
    } catch (error) {
      if (error instanceof NotFound) return [];
      throw error;
    }
  };

  room.get(`${url}/edit`, hide, async (request, reply) => {
    const visitor = visitorOf(request);
    expectAccess(visitor, 'responder');
    const { view } = await known(request.params);
    const current = documents.read(view);
    if (current === undefined) throw new NotFound('Not found: the draft is not ready yet. Try again in a minute.');
    return sendPage(request, reply, <EditPage {...{ visitor, view }} text={current.text} basedOn={current.mark} />);
  });

  room.post(`${url}/edit`, hide, async (request, reply) => {
    const visitor = visitorOf(request);
    expectAccess(visitor, 'responder');
    const { view } = await known(request.params);
    const sent = fieldsOf(request);
    const text = (sent.get('text') ?? '').replace(/\r\n/g, '\n');
    const basedOn = sent.get('basedOn') ?? '';
    if (sent.get('then') === 'preview')
      return sendPage(request, reply, <EditPage {...{ visitor, view, text, basedOn }} isPreview />);
    const { saved, current } = await documents.save(view, text, { basedOn, by: visitor.name, at: now() });
    if (saved)
      return reply.redirect(
        `/incidents/${view.incidentId}/post-mortem?said=${notices.keep(visitor.person, 'The document is saved.')}`,
        303,
      );
    const page = <EditPage {...{ visitor, view, text }} basedOn={current.mark} theirs={current.text} />;
    return sendPage(request, reply, page, 409);
  });

  room.get(`${url}/versions/:number`, hide, async (request, reply) => {
    const visitor = visitorOf(request);
    const { view } = await known(request.params);
    const number = Number((request.params as { number: string }).number);
    const text = documents.version(view, number);
    if (text === undefined) throw new NotFound('Not found: there is no such version.');
    return sendPage(request, reply, <VersionPage {...{ visitor, view, number, text }} />);
  });
}
