/** How does a part of a page stand apart, with its heading? */
import type { ComponentChildren } from 'preact';

/** A part of a page. Its id is where links and keys lead. */
export function Card({ title, id, children }: { title: string; id: string; children: ComponentChildren }) {
  return (
    <section class="card" aria-labelledby={`${id}-title`} id={id}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}
