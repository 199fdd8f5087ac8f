/** What would the public see on the status page? */
import { html, pageWith } from '../html';

export interface FakeUpdate {
  status: string;
  body: string;
  notified: boolean;
  /** Instant in milliseconds. */
  at: number;
  /** The report's metadata as it was told together with this. */
  metadata: FakeReport['metadata'];
}

export interface FakeReport {
  id: string;
  name: string;
  status: string;
  impact: string;
  metadata: Record<string, Record<string, unknown>>;
  componentIds: string[];
  updates: FakeUpdate[];
  shortlink: string;
}

const reportHtml = ({ name, status, impact, updates }: FakeReport): string =>
  `<article><h2>${html(name)} <small>${html(`${impact}, ${status}`)}</small></h2>${[...updates]
    .reverse()
    .map(({ status: then, body, at }) => `<p><b>${html(then)}</b> ${html(body)} <time>${clock(at)}</time></p>`)
    .join('')}</article>`;

const clock = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`;

/** What the public would see: components, and the newest report first. */
export const publicPage = ({
  components,
  reports,
}: {
  readonly components: ReadonlyMap<string, string>;
  readonly reports: readonly FakeReport[];
}) =>
  pageWith({
    title: 'Status, as a fake',
    body: [
      '<ul>',
      ...[...components].map(([id, status]) => `<li>${html(id)}: ${html(status)}</li>`),
      '</ul>',
      ...[...reports].reverse().map(reportHtml),
    ].join(''),
  });
