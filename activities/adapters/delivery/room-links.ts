/** How do messages lead to the incident room in place of a command, by whichever way they go? */
import { roomOf, withRoomLinks } from '../../../domain/messages/room-links';
import type { Outgoing, PageToSend, Ports } from '../../ports';

type Reaching = Pick<Ports, 'pager' | 'chat' | 'mailer' | 'reminderMail' | 'calendar' | 'tickets'>;

/**
 * The ports that reach people, each message with the room's addresses in it. They are put in where messages are sent, so that
 * no history depends on where Muster can be reached.
 */
export function leadToRoom<All extends Reaching>(ports: All, publicUrl: string): All {
  const led = <Message extends Pick<Outgoing, 'incidentId' | 'text'>>(
    message: Message,
  ): Message & { room: string } => ({
    ...message,
    text: withRoomLinks(message.text, publicUrl, message.incidentId),
    room: roomOf(publicUrl, message.incidentId),
  });
  const ledPage = ({ openText, answer, ...page }: PageToSend): PageToSend => ({
    ...led(page),
    ...(openText !== undefined && { openText: withRoomLinks(openText, publicUrl, page.incidentId) }),
    ...(answer !== undefined && {
      answer: { ...answer, command: withRoomLinks(answer.command, publicUrl, page.incidentId) },
    }),
  });
  const { pager, chat, mailer, reminderMail, calendar, tickets } = ports;
  return {
    ...ports,
    pager: { ...pager, page: (message, signal) => pager.page(ledPage(message), signal) },
    chat: { post: (message, signal) => chat.post(led(message), signal) },
    mailer: { send: (message, signal) => mailer.send(led(message), signal) },
    ...(reminderMail !== undefined && {
      reminderMail: {
        send: (message: Parameters<typeof reminderMail.send>[0], signal) => reminderMail.send(led(message), signal),
      },
    }),
    calendar: { ...calendar, invite: (message, signal) => calendar.invite(led(message), signal) },
    tickets: {
      ...tickets,
      create: (message, signal) => tickets.create(led(message), signal),
      comment: (message, signal) => tickets.comment(led(message), signal),
    },
  };
}
