/** What does an incident remember of having been opened again? */
import { noted } from '../ledger/timeline';
import type { Incident } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import type { Reopening } from './state';
import { reopenedText } from './words';

/** Temporal ended the incident and Muster opened it again: its timeline says so, and nothing else changes. */
export const openedAgain = (incident: Incident, reopening: Reopening, at: Instant): Incident =>
  noted(incident, at, { kind: 'reopened', text: reopenedText(reopening) });
