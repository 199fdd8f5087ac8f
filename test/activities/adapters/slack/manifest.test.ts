import { FOR_A_CHANNEL_PER_INCIDENT, TO_ANSWER, TO_SEND } from '../../../../activities/adapters/slack/check';
import { helpText, readTyped } from '../../../../client/slack/commands';
import { ALL_SCOPES } from '../../../fakes/slack/fake-slack';
import { METHODS } from '../../../fakes/slack/methods';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(__dirname, '..', '..', '..', '..');

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Strict where something would let the app do or hear more: shortcuts, events, other kinds of scopes. */
const Manifest = z.object({
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(false),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string(), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.literal('/incident'),
          url: z.url(),
          description: z.string().max(2_000),
          usage_hint: z.string().max(1_000),
          should_escape: z.literal(false),
        }),
      )
      .length(1),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    interactivity: z.strictObject({ is_enabled: z.literal(true), request_url: z.url() }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.literal(false),
    token_rotation_enabled: z.literal(false),
  }),
});

const FOLDERS = ['activities/adapters/slack', 'client/slack'];

const SOURCES = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => `${folder}/${file}`));

/** The methods of the Web API that the sources call, by the name under which Slack's own library has them. */
const called = new Set(
  SOURCES.flatMap((file) =>
    [...read(file).matchAll(/\bslack\.([a-z]+\.[a-zA-Z]+)\(/g)].map(([, method]) => method ?? ''),
  ),
);

describe('the manifest of the Slack app', () => {
  const manifest = Manifest.parse(parse(read('deploy/slack/manifest.yaml')));
  const { bot } = manifest.oauth_config.scopes;

  it('asks for the scopes of the methods that are called, and for the slash command, and for nothing else', () => {
    expect([...called].sort()).toEqual(Object.keys(METHODS).sort());
    const needed = new Set([...called].flatMap((method) => METHODS[method]?.scopes ?? []));
    expect([...bot].sort()).toEqual([...needed, 'commands'].sort());
    expect([...bot].sort()).toEqual([...ALL_SCOPES].sort());
  });

  it('asks for what `muster doctor` looks for, and docs/slack.md explains each', () => {
    const looked = Object.keys({ ...TO_SEND, ...TO_ANSWER, ...FOR_A_CHANNEL_PER_INCIDENT });
    expect([...bot].sort()).toEqual(looked.sort());
    const explained = read('docs/slack.md');
    expect(bot.filter((scope) => !explained.includes(`\`${scope}\``))).toEqual([]);
  });

  it('leads to the doors that there are', () => {
    const [command] = manifest.features.slash_commands;
    expect(new URL(command?.url ?? '').pathname).toBe('/slack/commands');
    expect(new URL(manifest.settings.interactivity.request_url).pathname).toBe('/slack/actions');
  });

  it('hints at every command that there is, and at no other', () => {
    const hinted = (manifest.features.slash_commands[0]?.usage_hint ?? '').split('|').map((hint) => hint.trim());
    const verbs = hinted.map((hint) => hint.split(' ')[0] ?? '');
    const explained = [...helpText().matchAll(/^\/incident (\w+)/gm)].map(([, verb]) => verb);
    expect(verbs.sort()).toEqual([...explained, 'help'].sort());
    for (const verb of explained) expect(readTyped(`${verb ?? ''} x4tm words`)).not.toMatchObject({ do: 'help' });
  });
});
