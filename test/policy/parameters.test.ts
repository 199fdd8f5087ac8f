import { hasBrokenPlaceholder, placeholdersIn, renderParameters } from '../../policy/parameters';

const parameters = { namespace: { value: 'production' }, odd: { value: "$& {{namespace}} $'" } };

describe('parameters', () => {
  test('are put in wherever they are named', () => {
    expect(renderParameters('-n {{namespace}}, {{namespace}}', parameters)).toBe('-n production, production');
  });

  test('are put in literally and once', () => {
    expect(renderParameters('[{{odd}}]', parameters)).toBe("[$& {{namespace}} $']");
  });

  test('leave other braces alone', () => {
    const jsonpath = `{range .items[*]}{.metadata.name}{"\\t"}{end}`;
    expect(renderParameters(jsonpath, parameters)).toBe(jsonpath);
    expect(hasBrokenPlaceholder(jsonpath)).toBe(false);
  });

  test.each(['gone', 'constructor'])('refuse the unknown name %s', (name) => {
    expect(() => renderParameters(`{{${name}}}`, parameters)).toThrow(`no parameter "${name}"`);
  });

  test('are found, each once, and broken ones noticed', () => {
    expect(placeholdersIn('{{a}} {{b1}} {{a}}')).toEqual(['a', 'b1']);
    expect(['{{', '{{ a }}', '{{a b}}', '{{a}'].every(hasBrokenPlaceholder)).toBe(true);
  });
});
