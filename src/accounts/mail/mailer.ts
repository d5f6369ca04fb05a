import nodemailer from 'nodemailer';
import type { SmtpSettings } from '../accounts-settings.ts';

/** What a link is sent by, and the days in which it opens. */
export const linkDays = { sendInvitation: 7, sendReset: 1 } as const;

/** Sends what people are told by mail. */
export interface Mailer {
  /** A link by which a new account gets its password. */
  readonly sendInvitation: (to: string, token: string) => Promise<void>;
  readonly sendReset: (to: string, token: string) => Promise<void>;
  readonly close: () => void;
}

export interface MailerOptions {
  readonly smtp: SmtpSettings;
  readonly publicUrl: string;
  /** Told of a mail that could not be handed over. Nobody who asked for one is told: that would tell who has an account. */
  readonly onFailed: (error: unknown, to: string) => void;
}

/** Hands mails to the server of `SMTP_URL`. Nothing is connected before the first one. */
export function createMailer({ smtp, publicUrl, onFailed }: MailerOptions): Mailer {
  const transport = nodemailer.createTransport({ url: smtp.url, connectionTimeout: 10_000 });
  const send = async (to: string, { subject, text }: Letter): Promise<void> => {
    await transport
      .sendMail({ from: smtp.from, to, subject, text })
      .catch((error: unknown) => onFailed(error, to));
  };
  return {
    sendInvitation: (to, token) => send(to, invitation(passwordLink(publicUrl, token), publicUrl)),
    sendReset: (to, token) => send(to, reset(passwordLink(publicUrl, token), publicUrl)),
    close: () => transport.close(),
  };
}

/** Where the owner of a token chooses a password. */
export function passwordLink(publicUrl: string, token: string): string {
  return `${publicUrl}/login/password?token=${encodeURIComponent(token)}`;
}

interface Letter {
  readonly subject: string;
  readonly text: string;
}

function invitation(link: string, publicUrl: string): Letter {
  return {
    subject: 'Your Cutroom account',
    text: `You have been invited to Cutroom at ${publicUrl}\n\nChoose your password within ${linkDays.sendInvitation} days:\n${link}\n`,
  };
}

function reset(link: string, publicUrl: string): Letter {
  return {
    subject: 'Your Cutroom password',
    text: `Somebody, probably you, asked for a new password for Cutroom at ${publicUrl}\n\nChoose it within a day:\n${link}\n\nIf it was not you, nothing has changed and you need not do anything.\n`,
  };
}
