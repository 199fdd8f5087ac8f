/**
 * The meetings of one host. Zoom has no idempotency keys: a meeting is found again by a marker in its agenda, among
 * those that Zoom lists (https://developers.zoom.us/docs/api/meetings/, "List meetings" and "Create a meeting").
 */
import { z } from 'zod';
import { titleLine } from '../shared/plain-words';
import type { ZoomApi } from './api';
import { defined } from '../../../domain/state/fields';

export interface ZoomMeetingsOptions {
  api: ZoomApi;
  /** Whose meetings they are: an id, a mail address, or `me`. */
  user: string;
  waitingRoom: boolean;
  now: () => number;
}

export interface ZoomMeeting {
  id: string;
  joinUrl: string;
  /** Whether people wait until the host lets them in, even if Muster asked for no waiting room. */
  keepsPeopleWaiting: boolean;
}

export interface ZoomMeetings {
  /**
   * The meeting with this marker. Sees the host's scheduled meetings that have not expired: neither another host's, nor
   * one that somebody has deleted or whose agenda was changed, nor more than 1,500.
   */
  find(marker: string, signal?: AbortSignal): Promise<ZoomMeeting | undefined>;
  create(meeting: { marker: string; incidentId: string; title: string }, signal?: AbortSignal): Promise<ZoomMeeting>;
}

const JoinUrl = z.url({ protocol: /^https?$/ });
const Id = z.union([z.number().int().positive(), z.string().regex(/^\d+$/)]).transform(String);

const Listed = z.object({ id: Id, join_url: JoinUrl, agenda: z.string().optional() });
const Page = z.object({ meetings: z.array(Listed), next_page_token: z.string().optional() });
const Created = z.object({
  id: Id,
  join_url: JoinUrl,
  settings: z.object({ waiting_room: z.boolean().optional(), join_before_host: z.boolean().optional() }).optional(),
});

const SCHEDULED = 2;
const PAGE_SIZE = 300;
const MOST_PAGES = 5;
const LONGEST_TOPIC = 200;
/** Zoom's calendar shows it; the call may last longer. */
const LASTS_MINUTES = 240;

export function createZoomMeetings({ api, user, waitingRoom, now }: ZoomMeetingsOptions): ZoomMeetings {
  const path = `/users/${encodeURIComponent(user)}/meetings`;

  return {
    async find(marker, signal) {
      let next: string | undefined;
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const query = {
          type: 'scheduled',
          page_size: PAGE_SIZE.toString(),
          ...defined({ next_page_token: next }),
        };
        const { meetings, next_page_token: token } = await api.ask(Page, { method: 'GET', path, query }, signal);
        const found = meetings.find(({ agenda = '' }) => agenda.startsWith(marker));
        if (found !== undefined) return { id: found.id, joinUrl: found.join_url, keepsPeopleWaiting: false };
        if (token === undefined || token === '') return undefined;
        next = token;
      }
      return undefined;
    },

    async create({ marker, incidentId, title }, signal) {
      const body = {
        // Scheduled for now, not an instant meeting: those are not listed, and so could not be found again.
        type: SCHEDULED,
        start_time: `${new Date(now()).toISOString().slice(0, 19)}Z`,
        timezone: 'UTC',
        duration: LASTS_MINUTES,
        topic: titleLine(title, LONGEST_TOPIC) || 'Incident',
        // Zoom lists the first 250 characters: the marker comes first.
        agenda: `${marker} (Muster finds this meeting by it; please keep it). Incident ${titleLine(incidentId, 150)}`,
        // In the link, so that nobody has to type it; most accounts want it where there is no waiting room.
        default_password: true,
        settings: {
          join_before_host: true,
          jbh_time: 0,
          waiting_room: waitingRoom,
          mute_upon_entry: false,
          host_video: false,
          participant_video: false,
          use_pmi: false,
          email_notification: false,
        },
      };
      const { id, join_url: joinUrl, settings } = await api.ask(Created, { method: 'POST', path, body }, signal);
      const waits = settings?.waiting_room === true || settings?.join_before_host === false;
      return { id, joinUrl, keepsPeopleWaiting: !waitingRoom && waits };
    },
  };
}
