/** What did the investigation find, at a glance and in full? */
import type { IncidentView } from '../../../domain/view';

type Finding = IncidentView['findings'][number];

const LONGEST_GLANCE = 160;

const glance = ({ text }: Finding): string => {
  const [first = ''] = text.replace(/^\s*- /, '').split('\n', 1);
  return first.length > LONGEST_GLANCE ? `${first.slice(0, LONGEST_GLANCE)}…` : first;
};

/** A line each; the whole text, with the commands that a person can copy, folded below it. */
export function Findings({ view }: { view: Pick<IncidentView, 'findings'> }) {
  if (view.findings.length === 0) return <p class="soft">No findings yet.</p>;
  return (
    <ul class="findings">
      {view.findings.map((finding) => (
        <li>
          <details>
            <summary>
              <b>{finding.title}</b>
              {finding.state !== 'done' && <span class="chip">{finding.state}</span>} <span>{glance(finding)}</span>
            </summary>
            <pre tabIndex={0}>{finding.text}</pre>
          </details>
        </li>
      ))}
    </ul>
  );
}
