/** What does Jira Cloud accept as an issue: fields on the screen, labels and documents, as documented? */
import { z } from 'zod';

const TextNode = z.strictObject({ type: z.literal('text'), text: z.string().min(1) });
const Block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('paragraph'), content: z.array(TextNode) }),
  z.strictObject({
    type: z.literal('codeBlock'),
    attrs: z.strictObject({ language: z.string() }).optional(),
    // Text in a code block has no marks.
    content: z.array(TextNode).optional(),
  }),
]);
export const AtlassianDocument = z.strictObject({
  type: z.literal('doc'),
  version: z.literal(1),
  content: z.array(Block),
});
export type AtlassianDocument = z.infer<typeof AtlassianDocument>;

export const textOf = ({ content }: AtlassianDocument): string =>
  content.map((block) => (block.content ?? []).map(({ text }) => text).join('')).join('\n');

export const LONGEST_DESCRIPTION = 32_767;

export const Fields = z.looseObject({
  project: z.strictObject({ key: z.string() }),
  issuetype: z.strictObject({ name: z.string() }),
  summary: z.string(),
  description: z.unknown().optional(),
  labels: z.array(z.string()).optional(),
  priority: z.strictObject({ name: z.string() }).optional(),
  fixVersions: z.array(z.strictObject({ id: z.string() })).optional(),
  assignee: z.strictObject({ accountId: z.string() }).optional(),
  duedate: z.string().optional(),
});
export type Fields = z.infer<typeof Fields>;

export interface ProjectRules {
  key: string;
  issueTypes: string[];
  /** Types whose issues are parts of others. */
  subtasks?: string[];
  priorities: string[];
  versions: { id: string; name: string; archived?: boolean }[];
  /** Fields that the create screen does not have. */
  notOnScreen: Set<string>;
  /** Fields that somebody has made mandatory, and what Jira says about them. */
  required: Map<string, string>;
  assignable: (accountId: string) => boolean;
}

const ON_SCREEN: Record<string, string> = {
  project: 'Project',
  issuetype: 'Issue Type',
  summary: 'Summary',
  description: 'Description',
  labels: 'Labels',
  priority: 'Priority',
  reporter: 'Reporter',
};
const ALWAYS_REQUIRED = new Set(['project', 'issuetype', 'summary', 'reporter']);

/** What `createmeta` says of the screen that creates issues. */
export function screenOf({ notOnScreen, required }: ProjectRules): object[] {
  const usual = Object.entries(ON_SCREEN).filter(([id]) => !notOnScreen.has(id) && !required.has(id));
  return [
    ...usual.map(([id, name]) => ({
      fieldId: id,
      key: id,
      name,
      required: ALWAYS_REQUIRED.has(id),
      hasDefaultValue: false,
    })),
    ...[...required.keys()].map((id) => ({
      fieldId: id,
      key: id,
      name: ON_SCREEN[id] ?? id,
      required: true,
      hasDefaultValue: false,
    })),
  ];
}

/** What is wrong with these fields, by field, in Jira's words; empty where nothing is. */
export function problemsOf(fields: Fields, project: ProjectRules): Record<string, string> {
  const problems: Record<string, string> = {};
  if (fields.project.key !== project.key) problems['project'] = 'valid project is required';
  if (!project.issueTypes.includes(fields.issuetype.name)) problems['issuetype'] = 'Specify a valid issue type';
  if (fields.summary.trim() === '') problems['summary'] = 'You must specify a summary of the issue.';
  if (fields.summary.length > 255) problems['summary'] = 'Summary must be less than 255 characters.';
  if (/[\r\n]/.test(fields.summary))
    problems['summary'] = 'The summary is invalid because it contains newline characters.';
  for (const name of Object.keys(fields))
    if (project.notOnScreen.has(name))
      problems[name] = `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`;
  for (const [name, said] of project.required) if (fields[name] === undefined) problems[name] = said;
  return { ...valueProblems(fields, project), ...problems };
}

function valueProblems(fields: Fields, project: ProjectRules): Record<string, string> {
  const problems: Record<string, string> = {};
  const { labels = [], priority, fixVersions = [], assignee, duedate, description } = fields;
  if (labels.some((label) => /\s/.test(label))) problems['labels'] = 'The label contains spaces which is invalid.';
  if (labels.some((label) => label === '' || label.length > 255)) problems['labels'] = 'The label is too long.';
  if (priority !== undefined && !project.priorities.includes(priority.name))
    problems['priority'] = 'The priority selected is invalid.';
  if (fixVersions.some(({ id }) => !project.versions.some((version) => version.id === id)))
    problems['fixVersions'] = 'Version is not valid';
  if (assignee !== undefined && !project.assignable(assignee.accountId))
    problems['assignee'] = 'User cannot be assigned issues.';
  if (duedate !== undefined && !/^\d{4}-\d\d-\d\d$/.test(duedate))
    problems['duedate'] = 'Error parsing date string. Please enter the date in the format yyyy-MM-dd.';
  if (description !== undefined) {
    const document = AtlassianDocument.safeParse(description);
    if (!document.success) problems['description'] = 'Operation value must be an Atlassian Document';
    else if (textOf(document.data).length > LONGEST_DESCRIPTION)
      problems['description'] = 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.';
  }
  return problems;
}
