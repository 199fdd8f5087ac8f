import type { FakeGithub } from './fake-github';
import { html } from '../html';

/** What a person would find there: the versions with their commits, the newest first, and what was asked. */
export function pageOf({ repository, versions, vendor }: FakeGithub): string {
  const list = (lines: string[]): string => `<ul>${lines.map((line) => `<li>${html(line)}</li>`).join('')}</ul>`;
  const told = [...versions].map(([version, all]) => {
    const newest = [...all].reverse().slice(0, 20);
    return `<h2>${html(version)}</h2>${list(newest.map(({ sha, name, message }) => `${sha.slice(0, 7)} ${name}: ${message}`))}`;
  });
  const asked = vendor.requests.filter(({ path }) => path !== '/').map(({ method, path }) => `${method} ${path}`);
  return `<!doctype html><meta charset="utf-8"><title>GitHub (fake)</title><h1>${html(repository)}</h1>${told.join('')}<h2>Asked</h2>${list(asked)}`;
}
