/** How does Markdown that people and alerts wrote become HTML that can do nothing? */
import MarkdownIt from 'markdown-it';
import { h, type JSX } from 'preact';
import { isSafeLink } from '../parts/link';

/** HTML in it is text; pictures would tell their server who reads. */
const markdown = new MarkdownIt({ html: false, breaks: true, linkify: false }).disable('image');
markdown.validateLink = isSafeLink;

const usual = markdown.renderer.rules.link_open;
markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
  tokens[index]?.attrSet('rel', 'noopener noreferrer nofollow');
  return usual?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
};

/** What Muster keeps up to date stands between marks, which are no text. */
const MARKS = /^<!-- muster: [a-z-]+ -->\n/gm;

/** The text as a part of a page. The one place where HTML comes into a page as it is. */
export const rendered = (text: string): JSX.Element =>
  h('div', { class: 'document', dangerouslySetInnerHTML: { __html: markdown.render(text.replace(MARKS, '')) } });
