/** What does a refusal carry: the sentence, and the field in which a person can say what is missing? */

/** Why something can't be done. The sentence reads right everywhere; how to fill the field is for each way in to say. */
export interface ActRefusal {
  text: string;
  /** The field of the act that would allow it, as the table of acts calls it: `override`. */
  missing?: string;
}

/** A sentence, or a sentence with the field that is missing; nothing where nothing stands against it. */
export type Because = string | ActRefusal | undefined;

/** The same with the field named apart. */
export const actRefusal = (because: Because): ActRefusal | undefined =>
  typeof because === 'string' ? { text: because } : because;
