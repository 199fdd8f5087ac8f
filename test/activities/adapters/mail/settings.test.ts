import { readMailSettings } from '../../../../activities/adapters/mail/settings';

describe('the settings of mail', () => {
  const env = { MUSTER_SMTP_URL: 'smtp://muster:p%40ss@mail.example.com', MUSTER_MAIL_FROM: 'On call <a@example.com>' };

  test('demand STARTTLS except on loopback or where it is refused', () => {
    expect(readMailSettings({})).toBeUndefined();
    expect(readMailSettings(env)).toEqual({
      smtp: { host: 'mail.example.com', port: 587, tls: 'required', user: 'muster', password: 'p@ss' },
      from: { name: 'On call', address: 'a@example.com' },
    });
    const tlsOf = (url: string, starttls = '') =>
      readMailSettings({ ...env, MUSTER_SMTP_URL: url, MUSTER_SMTP_STARTTLS: starttls })?.smtp.tls;
    expect(tlsOf('smtps://mail.example.com')).toBe('implicit');
    expect(tlsOf('smtp://127.0.0.1:2525')).toBe('none');
    expect(tlsOf('smtp://127.0.0.1:2525', 'yes')).toBe('required');
    expect(tlsOf('smtp://mail.example.com', 'no')).toBe('none');
  });

  test.each([
    [{ ...env, MUSTER_MAIL_FROM: 'nobody' }, 'MUSTER_MAIL_FROM'],
    [{ ...env, MUSTER_MAIL_REPLY_TO: 'x\r\ny@z' }, 'MUSTER_MAIL_REPLY_TO'],
    [{ ...env, MUSTER_SMTP_URL: '' }, 'MUSTER_MAIL_FROM is set, but MUSTER_SMTP_URL is not'],
    [{ MUSTER_SMTP_STARTTLS: 'yes' }, 'MUSTER_SMTP_STARTTLS is set, but MUSTER_SMTP_URL is not'],
    [{ ...env, MUSTER_SMTP_STARTTLS: 'maybe' }, 'MUSTER_SMTP_STARTTLS'],
    [{ ...env, MUSTER_SMTP_URL: 'http://u:canary@x' }, 'MUSTER_SMTP_URL'],
    [{ ...env, MUSTER_SMTP_URL: 'smtp://u:canary%@x' }, 'MUSTER_SMTP_URL'],
  ])('refuse what can not be used, and tell no password (%#)', (wrong, name) => {
    expect(() => readMailSettings(wrong)).toThrow(name);
    expect(() => readMailSettings(wrong)).not.toThrow('canary');
  });
});
