/** Which alerts make the incident, and what do they bring along? */
import type { IncidentView } from '../../../domain/view';
import { Link } from './link';
import { Ago } from './time';

/** The alerts, and of the one that speaks for the incident its labels and links. What an alert brings is marked as its own. */
export function Alerts({ view, now }: { view: IncidentView; now: number }) {
  const { alerts, things = {}, links = {} } = view;
  const { list = [] } = alerts;
  return (
    <>
      <p class="soft">
        {alerts.firing} firing of {alerts.total}
        {alerts.received > alerts.total && `, reported ${alerts.received} times`}
      </p>
      <ul class="rows">
        {list.map((alert) => (
          <li>
            <span>
              <span class={`dot ${alert.state}`} aria-hidden="true" />
              {alert.title}
            </span>
            <span class="state">
              {alert.state} <Ago at={alert.at} now={now} />
            </span>
          </li>
        ))}
      </ul>
      {Object.keys(things).length > 0 && (
        <dl class="labels">
          {Object.entries(things).map(([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {Object.keys(links).length > 0 && (
        <p>
          From the alert:{' '}
          {Object.entries(links).map(([name, address]) => (
            <>
              <Link href={address}>{name}</Link>{' '}
            </>
          ))}
        </p>
      )}
    </>
  );
}
