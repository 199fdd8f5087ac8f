/** How does a refusal leave a workflow? */
import { ApplicationFailure } from '@temporalio/workflow';
import type { ActRefusal } from '../domain/state/refusal';
import { REFUSED } from './contract';

/** What a validator throws: the sentence, and the field that is missing as its detail. */
export const refusalFailure = ({ text, missing }: ActRefusal): ApplicationFailure =>
  missing === undefined
    ? ApplicationFailure.nonRetryable(text, REFUSED)
    : ApplicationFailure.nonRetryable(text, REFUSED, missing);
