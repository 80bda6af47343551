import { Button, ButtonLink, ErrorSummary, Field, Hidden } from "../../../ui/Field.tsx";
import { PlainPage } from "../../../ui/Page.tsx";
import { type FieldErrors, summaryOf } from "../input.ts";
import { messages } from "../messages.nl.ts";

const text = messages.signIn;
const Paragraph = ({ children }: { children: string }) => <p class="utrecht-paragraph">{children}</p>;

/** Where to go on to after signing in. */
const Next = ({ next }: { next: string | null }) => (next === null ? null : <Hidden name="naar" value={next} />);

interface SignInProps {
  email: string;
  next: string | null;
  linkErrors?: FieldErrors;
  passwordErrors?: FieldErrors;
  signedOut?: boolean;
}

export function SignInPage({ email, next, linkErrors = {}, passwordErrors = {}, signedOut = false }: SignInProps) {
  const notice = signedOut ? { notice: { kind: "ok" as const, text: text.signedOut } } : {};
  return (
    <PlainPage title={text.title} lead={text.lead} {...notice}>
      <ErrorSummary errors={summaryOf({ ...linkErrors, ...passwordErrors })} />
      <form method="post" action="/inloggen/link" novalidate>
        <Next next={next} />
        <Field
          name="email"
          type="email"
          inputMode="email"
          autocomplete="email"
          label={messages.fields.email}
          hint={messages.hints.email}
          value={email}
          error={linkErrors.email}
          required
        />
        <Button>{text.linkButton}</Button>
      </form>
      <PasswordForm email={email} next={next} errors={passwordErrors} />
    </PlainPage>
  );
}

function PasswordForm({ email, next, errors }: { email: string; next: string | null; errors: FieldErrors }) {
  return (
    <section aria-labelledby="wachtwoord-kop">
      <h2 id="wachtwoord-kop" class="utrecht-heading-2">
        {text.passwordTitle}
      </h2>
      <form method="post" action="/inloggen/wachtwoord" novalidate>
        <Next next={next} />
        <Field
          name="accountEmail"
          type="email"
          inputMode="email"
          autocomplete="username"
          label={messages.fields.email}
          value={email}
          error={errors.accountEmail}
          required
        />
        <Field
          name="password"
          type="password"
          autocomplete="current-password"
          label={messages.fields.password}
          value=""
          error={errors.password}
          required
        />
        <Button kind="secondary">{text.passwordButton}</Button>
      </form>
    </section>
  );
}

export const LinkSentPage = ({ exampleMode }: { exampleMode: boolean }) => (
  <PlainPage title={text.sentTitle}>
    <Paragraph>{text.sent}</Paragraph>
    <Paragraph>{text.sentHelp}</Paragraph>
    {exampleMode && <Paragraph>{text.outbox}</Paragraph>}
    <ButtonLink href="/inloggen" kind="secondary">
      {text.back}
    </ButtonLink>
  </PlainPage>
);

export const ConfirmPage = ({ token, next }: { token: string; next: string | null }) => (
  <PlainPage title={text.confirmTitle} lead={text.confirmLead}>
    <form method="post" action="/inloggen/verify">
      <Hidden name="token" value={token} />
      <Next next={next} />
      <Button>{text.confirmButton}</Button>
    </form>
  </PlainPage>
);

export const LinkOverPage = () => (
  <PlainPage title={text.linkOverTitle}>
    <Paragraph>{text.linkOver}</Paragraph>
    <ButtonLink href="/inloggen">{text.again}</ButtonLink>
  </PlainPage>
);

export const TooManyPage = ({ seconds }: { seconds: number }) => (
  <PlainPage title={text.tooManyTitle}>
    <Paragraph>{text.tooMany(seconds)}</Paragraph>
    <ButtonLink href="/inloggen" kind="secondary">
      {text.back}
    </ButtonLink>
  </PlainPage>
);
