/** What stands around every page of the room: its head, its ways, and who is signed in? */
import type { ComponentChildren } from 'preact';
import { installedAssets } from './assets';
import { Link } from './parts/link';

export interface LayoutProps {
  title: string;
  /** Who is signed in, if anybody; without it there are no ways to the other pages. */
  visitor?: { name: string; access: string } | undefined;
  /** Which of the ways this page is. */
  here?: string;
  /** The incident that the page follows; with an empty one it follows all. Absent: the page stays as it is. */
  follows?: string;
  /** What was just done. */
  said?: string | undefined;
  children: ComponentChildren;
}

/** The pages that one goes to from everywhere. */
const WAYS: readonly [string, string][] = [
  ['/', 'Board'],
  ['/on-call', 'On call'],
  ['/past', 'Past'],
  ['/policy', 'Policy'],
];

/** A whole document. Everything that script changes later is in `<main>`. */
export function Layout({ title, visitor, here, follows, said, children }: LayoutProps) {
  const { address } = installedAssets();
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · Muster`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={address('style/icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={address('style/base.css')} />
        <link rel="stylesheet" href={address('style/parts.css')} />
        <link rel="stylesheet" href={address('style/print.css')} media="print" />
        {visitor !== undefined && <script src={address('idiomorph.js')} defer />}
        {visitor !== undefined && <script src={address('live/live.js')} type="module" />}
      </head>
      <body data-follows={follows}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="top">
          <Link class="brand" href="/">
            Muster
          </Link>
          {visitor !== undefined && (
            <>
              <nav aria-label="Pages">
                {WAYS.map(([path, name]) => (
                  <Link href={path} aria-current={here === path ? 'page' : undefined}>
                    {name}
                  </Link>
                ))}
              </nav>
              <Link class="button small danger" href="/declare">
                Declare
              </Link>
              <Link class="who" href="/you" aria-current={here === '/you' ? 'page' : undefined}>
                {visitor.name}
              </Link>
            </>
          )}
        </header>
        <p class="stale" hidden role="status" />
        <main id="main" tabIndex={-1}>
          {said !== undefined && (
            <p class="said" role="status">
              {said}
            </p>
          )}
          {children}
        </main>
        <p class="news" role="status" aria-live="polite" />
      </body>
    </html>
  );
}
