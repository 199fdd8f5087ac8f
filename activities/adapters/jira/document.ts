/**
 * A ticket's text as an Atlassian document (https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/).
 * What comes from outside stands in a code block: there nothing is made a link, a mention, an issue or an image.
 */
import { cutText, visible } from '../shared/plain-words';

interface Text {
  type: 'text';
  text: string;
}

export interface JiraDocument {
  type: 'doc';
  version: 1;
  content: ({ type: 'paragraph'; content: Text[] } | { type: 'codeBlock'; content: Text[] })[];
}

/** Under the 32,767 characters that a description may have, with room for what Jira adds. */
const LONGEST_TEXT = 30_000;

/** `lines` are words of ours and stand above the text, each a paragraph. A text node may not be empty, so none is. */
export function documentOf(text: string, lines: readonly string[]): JiraDocument {
  const body = cutText(visible(text).trim(), LONGEST_TEXT);
  return {
    type: 'doc',
    version: 1,
    content: [
      ...lines.filter((line) => line !== '').map((line) => ({ type: 'paragraph' as const, content: [plain(line)] })),
      ...(body === '' ? [] : [{ type: 'codeBlock' as const, content: [plain(body)] }]),
    ],
  };
}

const plain = (text: string): Text => ({ type: 'text', text });
