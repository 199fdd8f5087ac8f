/** What does the first page of the room show? */
import { Layout } from '../layout';
import { Link } from '../parts/link';

/** The board. */
export function BoardPage() {
  return (
    <Layout title="Board">
      <h1>Muster</h1>
      <p>
        Incidents are at <Link href="/v1/incidents">the API</Link>.
      </p>
    </Layout>
  );
}
