/** Where may a link lead? Every link of the room is this part, so that what an alert brings can run nothing. */
import type { ComponentChildren, JSX } from 'preact';

const SAFE = /^(https?|mailto):/i;

/** An address of our own: one slash, and no second one, which would lead to another host. Backslashes count as slashes. */
const OWN = /^(\/(?![/\\])|[#?])/;

/** Whether a link may lead there: http, https, mailto, and paths of our own. */
export const isSafeLink = (href: string): boolean =>
  OWN.test(href) || (SAFE.test(href) && (URL.canParse(href) || href.startsWith('mailto:')));

export interface LinkProps extends Omit<JSX.IntrinsicElements['a'], 'href' | 'children'> {
  href: string;
  children: ComponentChildren;
}

/** A link, or only its text where the address is none that is let through. Other sites learn nothing of where it stood. */
export function Link({ href, children, ...rest }: LinkProps) {
  if (!isSafeLink(href)) return <span class={rest.class}>{children}</span>;
  const outside = OWN.test(href) ? {} : { rel: 'noopener noreferrer nofollow' };
  return (
    <a {...outside} {...rest} href={href}>
      {children}
    </a>
  );
}
