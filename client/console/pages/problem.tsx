/** What does a page say that can't be shown? */
import type { Visitor } from '../../access/visitors';
import type { Problem } from '../../http/problems';
import { Layout } from '../layout';
import { Link } from '../parts/link';

/** The reason in a sentence, and a way on. */
export function ProblemPage({ problem, visitor }: { problem: Problem; visitor?: Visitor | undefined }) {
  return (
    <Layout title={problem.title} visitor={visitor}>
      <div class="narrow">
        <h1>{problem.title}</h1>
        <p class="error-summary" role="alert" tabIndex={-1} id="errors">
          {problem.detail}
        </p>
        <p>
          <Link href="/">To the board</Link>
        </p>
      </div>
    </Layout>
  );
}
