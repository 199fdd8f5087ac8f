import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ALL_SCOPES } from '../fakes/slack/fake-slack';

const read = (path: string): string => readFileSync(join(__dirname, '..', '..', path), 'utf8');

const Manifest = z.object({
  features: z.object({ slash_commands: z.array(z.object({ command: z.string(), url: z.url() })) }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    interactivity: z.object({ is_enabled: z.literal(true), request_url: z.url() }),
    socket_mode_enabled: z.literal(false),
  }),
});

describe('the manifest of the Slack app', () => {
  const manifest = Manifest.parse(parse(read('deploy/slack/manifest.yaml')));

  it('asks for the scopes that are used, each of which docs/slack.md explains', () => {
    const { bot } = manifest.oauth_config.scopes;
    expect([...bot].sort()).toEqual([...ALL_SCOPES].sort());
    const explained = read('docs/slack.md');
    expect(bot.filter((scope) => !explained.includes(`\`${scope}\``))).toEqual([]);
  });

  it('leads to the doors that there are', () => {
    const [command] = manifest.features.slash_commands;
    expect(command?.command).toBe('/incident');
    expect(new URL(command?.url ?? '').pathname).toBe('/slack/commands');
    expect(new URL(manifest.settings.interactivity.request_url).pathname).toBe('/slack/actions');
  });
});
