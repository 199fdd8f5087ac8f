/** How do Twilio's callbacks come in over HTTP: signed, and answered with what to say? */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TwilioHandlers } from '../../twilio/handlers';
import { isFromTwilio } from '../../twilio/signature';
import { allowOnly } from '../methods';
import { problem, sendProblem } from '../problems';
import { PROVES_ITSELF } from '../proof';
import { addPart } from '../part';

export interface TwilioRoutesOptions {
  handlers: TwilioHandlers;
  /** What Twilio signs with. */
  authToken: string;
  /** Under which address Twilio reaches us: it is part of what is signed. */
  publicUrl: string;
}

const PATHS = { voice: '/twilio/voice/:token', sms: '/twilio/sms' };

const LONGEST_FORM_BYTES = 32 * 1024;

/** Twilio's doors: a key on a call, a reply to a text message. Nothing unsigned gets further. */
export function addTwilio(server: FastifyInstance, { handlers, authToken, publicUrl }: TwilioRoutesOptions): void {
  const door =
    (handle: (form: URLSearchParams, address: string, request: FastifyRequest) => Promise<string>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const form = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
      const address = `${publicUrl}${request.url}`;
      if (!isFromTwilio(authToken, address, form, request.headers['x-twilio-signature']))
        return sendProblem(reply, problem(403, 'The request is not signed by Twilio for this account and address.'));
      const twiml = await handle(form, address, request);
      return reply.code(200).type('text/xml; charset=utf-8').send(twiml);
    };
  const options = { schema: { hide: true }, config: PROVES_ITSELF, bodyLimit: LONGEST_FORM_BYTES };

  addPart(server, 'twilio', (twilio) => {
    // The signature covers the form, so it is read once, from its bytes.
    twilio.removeAllContentTypeParsers();
    twilio.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    twilio.post(
      PATHS.voice,
      options,
      door((form, address, { params }) => handlers.key((params as { token: string }).token, address, form)),
    );
    twilio.post(
      PATHS.sms,
      options,
      door((form) => handlers.reply(form)),
    );
    for (const path of Object.values(PATHS)) allowOnly(twilio, path, ['POST']);
  });
}
