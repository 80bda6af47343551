import type { Problem } from "../../../documents/index.ts";
import type { Frame } from "../../../platform/http.ts";
import { Button } from "../../../ui/Button.tsx";
import { Card, CardGrid } from "../../../ui/Card.tsx";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { ErrorSummary, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import type { Dossier, DossierDocument, Snapshot } from "../dossier.ts";
import { messages } from "../messages.nl.ts";
import { dossiersTrail } from "./trail.ts";

interface DossierProps {
  frame: Frame;
  dossier: Dossier;
  documents: readonly DossierDocument[];
  snapshot: Snapshot | null;
  /** A version of it is on the public site. */
  onSite: boolean;
  problems: readonly Problem[];
  mayWrite: boolean;
  mayPublish: boolean;
  error?: { name: string; message: string; value: string };
}

export function DossierPage({
  frame,
  dossier,
  documents,
  snapshot,
  onSite,
  problems,
  mayWrite,
  mayPublish,
  error,
}: DossierProps) {
  return (
    <WorkspacePage {...frame} title={dossier.title} breadcrumbs={dossiersTrail}>
      {error &&
        (asksFor(error.name, dossier, mayPublish, onSite) ? (
          <ErrorSummary errors={[error]} />
        ) : (
          <Refusal text={error.message} />
        ))}
      <section class="rt-answer">
        <div>
          <p class="rt-answer-sentence">
            <strong>{messages.status[dossier.status]}.</strong> {messages.answer[dossier.status]}
          </p>
          {mayWrite && <NextStep dossier={dossier} mayPublish={mayPublish} error={error} />}
        </div>
      </section>
      {problems.length > 0 && (
        <Notice kind="warning">
          <p>
            <strong>{messages.problems}</strong>
          </p>
          <ul>
            {problems.map(({ place, message }) => (
              <li key={`${place}${message}`}>
                {place}: {message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <DescriptionList
        items={[
          { term: messages.referenceDate, description: formatDate(dossier.referenceDate) },
          { term: messages.paper, description: dossier.paperKey },
          {
            term: messages.hash,
            description: snapshot && dossier.status !== "draft" && <code>{snapshot.contentHash}</code>,
          },
        ]}
      />
      <h2 class="utrecht-heading-2">{messages.documents}</h2>
      <CardGrid>
        {documents.map(({ id, template, body }) => (
          <Card
            key={id}
            level={3}
            title={body.title}
            href={`/dossiers/${dossier.id}/documenten/${id}`}
            footer={messages.template[template]}
          />
        ))}
      </CardGrid>
      {onSite && <OnSite dossier={dossier} error={error} />}
    </WorkspacePage>
  );
}

/** Whether the page has the field that an error is about; otherwise there is nothing to point at. */
const asksFor = (name: string, { status }: Dossier, mayPublish: boolean, onSite: boolean): boolean =>
  name === "changeNote" ? status === "frozen" && mayPublish : onSite;

const Refusal = ({ text }: { text: string }) => <Notice kind="error">{text}</Notice>;

function NextStep({
  dossier,
  mayPublish,
  error,
}: Pick<DossierProps, "dossier" | "mayPublish"> & { error: DossierProps["error"] | undefined }) {
  if (dossier.status === "frozen" && mayPublish) {
    return (
      <form method="post" action={`/dossiers/${dossier.id}/openbaar`} noValidate>
        <TextArea
          name="changeNote"
          label={messages.changeNote}
          hint={messages.changeNoteHint}
          value={error?.name === "changeNote" ? error.value : ""}
          error={error?.name === "changeNote" ? error.message : undefined}
          rows={2}
          required
          maxLength={300}
        />
        <Button>{messages.publish}</Button>
      </form>
    );
  }
  if (dossier.status === "draft") {
    return (
      <form method="post" action={`/dossiers/${dossier.id}/bevriezen`}>
        <Button>{messages.freeze}</Button>
      </form>
    );
  }
  return null;
}

/** What is public now, and the way to take it back; also while a next version is being written. */
function OnSite({ dossier, error }: Pick<DossierProps, "dossier"> & { error: DossierProps["error"] | undefined }) {
  return (
    <section aria-labelledby="openbaar">
      <h2 class="utrecht-heading-2" id="openbaar">
        {messages.onSite}
      </h2>
      <p>
        <a class="utrecht-link" href={`/openbaar/publicaties/${dossier.key}`}>
          {messages.toSite}
        </a>
      </p>
      <details open={error?.name === "reason"}>
        <summary>{messages.withdraw}</summary>
        <form method="post" action={`/dossiers/${dossier.id}/intrekken`} noValidate>
          <TextArea
            name="reason"
            label={messages.reason}
            value={error?.name === "reason" ? error.value : ""}
            error={error?.name === "reason" ? error.message : undefined}
            rows={2}
            required
            maxLength={300}
          />
          <Button kind="danger">{messages.withdraw}</Button>
        </form>
      </details>
    </section>
  );
}
