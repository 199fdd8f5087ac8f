/** The names and addresses of a policy's investigation, as `policy.investigation.parameters` holds them. */
export type Parameters = Readonly<
  Record<string, { readonly value: string; readonly version?: 'running' | 'previous' | undefined }>
>;

/** A parameter's value; one that is empty or absent names nothing. */
export const parameterIn = (parameters: Parameters, name: string): string | undefined =>
  (Object.hasOwn(parameters, name) ? parameters[name]?.value : undefined) || undefined;

/** All of them by name. */
export const parameterValues = (parameters: Parameters): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));

const PLACEHOLDER = /\{\{([A-Za-z][A-Za-z0-9]*)\}\}/g;

/** The names between `{{` and `}}` in a text, each once. */
export const placeholdersIn = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name)),
];

/** Whether a text has braces that look like a placeholder and are none: `{{`, `{{ two words }}`. */
export const hasBrokenPlaceholder = (text: string): boolean => text.replace(PLACEHOLDER, '').includes('{{');

/**
 * Puts the parameters' values into a command or query, once and literally: a value with `{{` in it stays as it is. The
 * result is for a tool's argument or for a person to read, not for a shell. A loaded policy has every parameter that it
 * uses; an unknown one throws.
 */
export function renderParameters(text: string, parameters: Parameters): string {
  return text.replace(PLACEHOLDER, (_whole, name: string) => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined) throw new Error(`The policy has no parameter "${name}"`);
    return parameter.value;
  });
}
