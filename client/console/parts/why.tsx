/** How does a reader see, right beside something, which rule asks for it? */
import type { Reason } from '../guide';

/** The rule, folded away until somebody asks. */
export function Why({ why }: { why: Reason | undefined }) {
  if (why === undefined) return null;
  const { rule, source, lines, assumption } = why;
  return (
    <details class="why">
      <summary>why</summary>
      <div>
        <b>{rule}</b>
        {source !== undefined && <span class="soft"> {source} of the guide</span>}
        {lines.map((line) => (
          <blockquote>{line.replace(/^[\s>#*|-]+/, '').replaceAll('**', '')}</blockquote>
        ))}
        {assumption !== undefined && <p class="soft">Assumed: {assumption}</p>}
      </div>
    </details>
  );
}
