/** How do people write the post-mortem's document, look at it before they save it, and see what it was? */
import type { PostMortemView } from '../../../domain/post-mortem/view';
import type { Visitor } from '../../access/visitors';
import { Layout } from '../layout';
import { Card } from '../parts/card';
import { ErrorSummary, RoomForm } from '../parts/form';
import { Link } from '../parts/link';
import { rendered } from '../text/markdown';

export interface EditPageProps {
  visitor: Visitor;
  view: PostMortemView;
  text: string;
  /** What the text was when this person began. */
  basedOn: string;
  isPreview?: boolean;
  /** Somebody else's words, where they saved first. */
  theirs?: string;
}

/** The document as Markdown, with a preview that saves nothing. */
export function EditPage({ visitor, view, text, basedOn, isPreview = false, theirs }: EditPageProps) {
  const path = `/incidents/${view.incidentId}/post-mortem`;
  return (
    <Layout title="Edit the post-mortem" visitor={visitor} here="/past">
      <p class="crumbs">
        <Link href={path}>{view.title}</Link>
      </p>
      <h1>Edit the post-mortem</h1>
      {theirs !== undefined && (
        <>
          <ErrorSummary
            scope="edit"
            text="The document has changed since you began. Your text is below, and what it says now is beside it. Put both together, then save."
          />
          <Card title="What it says now" id="theirs">
            <pre tabIndex={0}>{theirs}</pre>
          </Card>
        </>
      )}
      {isPreview && (
        <Card title="Preview, not saved yet" id="preview">
          {rendered(text)}
        </Card>
      )}
      <RoomForm action={`${path}/edit`} formToken={visitor.formToken} hidden={{ basedOn }}>
        <div class="field">
          <label for="text">Document, in Markdown</label>
          <p class="hint" id="text-hint">
            Muster keeps the parts between its marks up to date: the action items, and who has signed.
          </p>
          <textarea id="text" name="text" rows={28} aria-describedby="text-hint" required>
            {text}
          </textarea>
        </div>
        <p class="choices-row">
          <button name="then" value="save">
            Save
          </button>{' '}
          <button class="quiet" name="then" value="preview">
            Preview
          </button>{' '}
          <Link href={path}>Back, without saving</Link>
        </p>
      </RoomForm>
    </Layout>
  );
}

export interface VersionPageProps {
  visitor: Visitor;
  view: PostMortemView;
  number: number;
  text: string;
}

/** The document as it once was. */
export function VersionPage({ visitor, view, number, text }: VersionPageProps) {
  return (
    <Layout title={`Version ${number}`} visitor={visitor} here="/past">
      <p class="crumbs">
        <Link href={`/incidents/${view.incidentId}/post-mortem`}>{view.title}</Link>
      </p>
      <h1>Version {number}</h1>
      <Card title="As it was" id="document">
        {rendered(text)}
      </Card>
    </Layout>
  );
}
