/** What stands around every page of the room: its head, its ways, and who is signed in? */
import type { ComponentChildren } from 'preact';
import { installedAssets } from './assets';

export interface LayoutProps {
  title: string;
  /** What stands above the page's own content; the answer page has none. */
  header?: ComponentChildren;
  /** Whether the page keeps itself current by script. */
  live?: boolean;
  children: ComponentChildren;
}

/** A whole document. Everything that script changes later is in `<main>`. */
export function Layout({ title, header, live = false, children }: LayoutProps) {
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
        {live && <script src={address('idiomorph.js')} defer />}
        {live && <script src={address('live/live.js')} type="module" />}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        {header}
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
}
