/** What would a person see of the PagerDuty account: who is on call in each schedule? */
import { type FakeAccount, finalStretches } from './account';
import { html } from '../html';

/** The account as a page: who is on call in each schedule. Shows text; nothing in it can act. */
export function pageOf({ users, schedules }: FakeAccount, now: number): string {
  const nameOf = (id: string): string => users.find((user) => user.id === id)?.name ?? id;
  const sections = schedules.map((schedule) => {
    const rows = finalStretches(schedule).map(({ user, from, until }) => {
      const mark = from <= now && now < until ? ' (now)' : '';
      const [start, end] = [from, until].map((at) => new Date(at).toISOString());
      return `<li>${html(nameOf(user))}${mark}: ${start ?? ''} to ${end ?? ''}</li>`;
    });
    return `<section><h2>${html(schedule.name)} (${html(schedule.id)})</h2><ol>${rows.join('')}</ol></section>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>PagerDuty, as a fake</title><h1>On call</h1>${sections.join('')}</html>`;
}
