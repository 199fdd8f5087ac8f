/** What would a person see of the fake repository: its versions and what was asked about them? */
import { html, pageWith } from '../html';
import type { FakeVendor, VendorAnswer } from '../vendor';

export interface FakeCommit {
  sha: string;
  message: string;
  /** `null` where GitHub knows no account for the author's address. */
  login: string | null;
  name: string;
  files: string[];
}

/** The part of the fake that its page shows. */
export interface GithubShown {
  readonly repository: string;
  readonly versions: ReadonlyMap<string, readonly FakeCommit[]>;
  readonly vendor: FakeVendor;
}

/** What a person would find there: the versions with their commits, the newest first, and what was asked. */
export function pageOf({ repository, versions, vendor }: GithubShown): VendorAnswer {
  const list = (lines: string[]): string => `<ul>${lines.map((line) => `<li>${html(line)}</li>`).join('')}</ul>`;
  const told = [...versions].map(([version, all]) => {
    const newest = [...all].reverse().slice(0, 20);
    return `<h2>${html(version)}</h2>${list(newest.map(({ sha, name, message }) => `${sha.slice(0, 7)} ${name}: ${message}`))}`;
  });
  const asked = vendor.requests.filter(({ path }) => path !== '/').map(({ method, path }) => `${method} ${path}`);
  const body = `${told.join('')}<h2>Asked</h2>${list(asked)}`;
  return { status: 200, ...pageWith({ title: `${repository}, as a fake`, body }) };
}
