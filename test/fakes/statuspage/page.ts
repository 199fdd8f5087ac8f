import type { FakeReport, FakeStatuspage } from './fake-statuspage';
import { html } from '../html';

const reportHtml = ({ name, status, impact, updates }: FakeReport): string =>
  `<article><h2>${html(name)} <small>${html(`${impact}, ${status}`)}</small></h2>${[...updates]
    .reverse()
    .map((update) => `<p><b>${html(update.status)}</b> ${html(update.body)}</p>`)
    .join('')}</article>`;

/** What the public would see: components, and the newest report first. */
export const pageHtml = ({ components, reports }: Pick<FakeStatuspage, 'components' | 'reports'>): string =>
  [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Status</title><h1>Status (a fake of Statuspage)</h1><ul>',
    ...[...components].map(([id, status]) => `<li>${html(id)}: ${html(status)}</li>`),
    '</ul>',
    ...[...reports].reverse().map(reportHtml),
    '</html>',
  ].join('');
