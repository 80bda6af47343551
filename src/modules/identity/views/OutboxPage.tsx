import type { Frame } from "../../../platform/http.ts";
import type { OutboxMail } from "../../../platform/mail.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";

const text = messages.outbox;
const MOMENT = new Intl.DateTimeFormat("nl-NL", {
  dateStyle: "long",
  timeStyle: "short",
  timeZone: "Europe/Amsterdam",
});
const LINK = /(https?:\/\/\S+)/;

export function OutboxPage({ frame, mails }: { frame: Frame; mails: readonly OutboxMail[] }) {
  return (
    <WorkspacePage title={text.title} lead={frame.exampleMode ? text.exampleLead : text.lead} {...frame}>
      {mails.length === 0 && <EmptyState title={text.emptyTitle} text={text.empty} />}
      {mails.map((mail) => (
        <Message key={mail.id} mail={mail} />
      ))}
    </WorkspacePage>
  );
}

function Message({ mail }: { mail: OutboxMail }) {
  const { toAddress, subject, bodyText, status, attempts, createdAt } = mail;
  return (
    <article>
      <h2 class="utrecht-heading-3">{subject}</h2>
      <p class="utrecht-paragraph">
        {text.to}: <bdi>{toAddress}</bdi> · {text.at}:{" "}
        <time datetime={createdAt.toISOString()}>{MOMENT.format(createdAt)}</time> · {text.status[status]}
        {attempts > 0 && <> · {text.attempts(attempts)}</>}
      </p>
      {bodyText.split(/\n{2,}/).map((paragraph) => (
        <p key={paragraph} class="utrecht-paragraph" dir="auto">
          <Linked text={paragraph} />
        </p>
      ))}
    </article>
  );
}

/** Addresses in the text can be clicked; only http and https. */
const Linked = ({ text: plain }: { text: string }) => (
  <>
    {plain.split(LINK).map((part) =>
      LINK.test(part) ? (
        <a key={part} class="utrecht-link" href={part}>
          {part}
        </a>
      ) : (
        part
      ),
    )}
  </>
);
