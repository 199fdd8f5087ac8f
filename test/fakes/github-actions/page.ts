/** What would a person see on the repository's Actions page? */
import type { FakeRun } from './fake-github-actions';
import { html } from '../html';

/** What somebody who opens the repository's Actions page would see. */
export function runsPage(runs: readonly FakeRun[]): string {
  const rows = runs.map(({ id, title, ref, status, conclusion, jobs }) => {
    const named = jobs.map((job) => `${job.name}: ${job.conclusion ?? 'running'}`).join(', ');
    const cells = [String(id), title, ref, conclusion ?? status, named].map((cell) => `<td>${html(cell)}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const head = '<tr><th>run</th><th>name</th><th>ref</th><th>state</th><th>jobs</th></tr>';
  return `<!doctype html><title>Actions</title><h1>Workflow runs</h1><table>${head}${rows.join('')}</table>`;
}
