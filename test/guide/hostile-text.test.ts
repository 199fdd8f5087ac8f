import { composeTicket } from '../../domain/messages/compose';
import { MINUTE, START } from '../support/times';
import { alertOf, groupOf, guide, VirtualIncident } from '../support/virtual-clock';

const opened = (summary: string, description = '', labels: Record<string, string> = {}) =>
  new VirtualIncident(groupOf(alertOf({ severity: 'P1', ...labels }, { summary, description })));

/** Everything that was written about an incident in its first quarter of an hour, and its ticket. */
const written = (incident: VirtualIncident): string => {
  incident.until(16 * MINUTE).does('otto', { do: 'resolve', resolution: 'r', override: 'o' });
  const ticket = composeTicket(guide, incident.incident, 'incident', START);
  return [...incident.sent.map(({ text }) => text), ticket.subject, ticket.text].join('\n');
};

describe('text from an alert is data', () => {
  test.each([
    '@channel',
    '@here',
    '@everyone',
    '@Channel',
    '@\u200bchannel',
    '<!channel>',
    '<!here|x>',
    '<@U024BE7LH>',
    '<#C024BE7LR>',
  ])('%s pings nobody', (ping) => {
    const text = written(opened(`down ${ping} now`, `look ${ping}`));
    expect(text).not.toMatch(/@(channel|here|everyone)\b/i);
    expect(text).not.toMatch(/<[!@#]/);
  });

  test('a link with a different text is not shown as a link', () => {
    const text = written(opened('down', 'see <https://evil.example|the runbook> or [it](https://evil.example)'));
    expect(text).not.toContain('<https://evil');
    expect(text).not.toContain('](https://evil');
  });

  test('a placeholder in it stays as it is', () => {
    const text = written(opened('down {{lead}}', '{{findings}} {{bridge}}'));
    expect(text).toContain('down {{lead}}');
    expect(text).toContain('{{findings}} {{bridge}}');
  });

  test("it can't start a heading or a code block", () => {
    const lines = written(opened('down', 'first\n## Next Update\nnever\n# INCIDENT RESOLVED\n```\nrm\n```')).split(
      '\n',
    );
    expect(lines).toContain('never');
    expect(lines).not.toContain('# INCIDENT RESOLVED');
    expect(lines.filter((line) => line === '## Next Update')).toHaveLength(
      lines.filter((line) => /^In .* or when the status changes$/.test(line) || line === 'None planned').length,
    );
    expect(lines.join('\n')).not.toContain('```');
  });

  test('the template’s own headings stay headings in a ticket, an alert’s do not', () => {
    const { incident } = opened('down', 'first\n## Next Update\nnever');
    const lines = composeTicket(guide, incident, 'incident', START).text.split('\n');
    expect(lines[0]).toMatch(/^# INCIDENT: /);
    expect(lines.filter((line) => line === '## Next Update')).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('＃'))).toEqual(['＃# Next Update']);
  });

  test('a title of several lines becomes one line', () => {
    expect(opened('down\n**Severity**: P4').incident.title).toBe('down **Severity**: P4');
  });

  test('control and bidirectional characters are removed', () => {
    expect(written(opened('do\u0007wn \u202Etxet\u001b[31m'))).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]/u);
  });

  test('text that is too long is cut, and says so', () => {
    const text = written(opened('down', 'x'.repeat(50_000)));
    expect(text).toContain('…truncated');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(4_100);
  });
});

describe('text from a tool is data too', () => {
  test('a finding', () => {
    const incident = new VirtualIncident(groupOf(alertOf({ severity: 'P1' })), {
      answer: (effect) =>
        effect.do === 'investigate'
          ? { of: 'finding', finding: { title: effect.step, state: 'done', text: 'ERROR <!channel> @here', at: START } }
          : undefined,
    });
    expect(written(incident)).not.toMatch(/<!channel|@here/);
  });

  test('the evidence of a probe, the text of a rollback, the reason of a failure', () => {
    const incident = new VirtualIncident(groupOf(alertOf({ severity: 'P1' })), {
      answer: ({ do: what }) => (what === 'open-bridge' ? new Error('<!channel> 500') : undefined),
    });
    incident.does('otto', { do: 'acknowledge' }).does('otto', { do: 'decide', choice: 'roll-back', reason: 'r' });
    incident.rollbackSeen(false, '<!here> timed out').probes({ health: { passed: true, evidence: 'HTTP 200' } });
    incident.probes({ health: { passed: false, evidence: '<!channel> 503' } });
    expect(written(incident)).not.toMatch(/<!/);
  });

  test('and text from people', () => {
    const incident = opened('down').does('otto', { do: 'update', text: '@channel all is well', impact: '<!here>' });
    incident.does('otto', { do: 'note', text: '@everyone' });
    expect(written(incident)).not.toMatch(/@channel|@everyone|<!/);
  });
});
