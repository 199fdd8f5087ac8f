/** By which links can people answer a page from wherever it reaches them? */

export interface AnswerLinks {
  /** The link of this person for this incident (or test), or nothing where none can be made. It is a secret of theirs. */
  linkFor(subject: string, person: string): string | undefined;
}
