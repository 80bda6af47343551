import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { ErrorSummary } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import type { StudyView } from "../studyPage.ts";
import { FieldsForm } from "./CharterFields.tsx";
import { HoldersPart, IdentifiersPart, PartiesPart, PeoplePart } from "./CharterParts.tsx";
import { flatErrors, type Returned, Section } from "./parts.tsx";

const words = messages.charter;

interface Props {
  frame: Frame;
  view: StudyView;
  /** Public key of this installation: a holder must know it before it takes our requests. */
  operatorKey: string;
  returned?: Returned;
  conflict?: string;
}

/** Where the office writes the charter, part by part; each part is a form of its own that works without script. */
export function CharterPage({ frame, view, operatorKey, returned, conflict }: Props) {
  const { study, missing } = view;
  return (
    <WorkspacePage
      {...frame}
      title={words.title}
      lead={study.title}
      breadcrumbs={[
        { href: "/onderzoeken", label: messages.title },
        { href: `/onderzoeken/${study.id}`, label: study.title },
      ]}
    >
      <ErrorSummary errors={flatErrors(returned)} />
      {conflict && <Notice kind="warning">{conflict}</Notice>}
      {missing.length > 0 ? (
        <Notice kind="info">
          <p>{words.notYet}</p>
          <ul>
            {missing.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        <form method="post" action={`/onderzoeken/${study.id}/aanbieden`}>
          <ButtonRow>
            <Button>{words.offer}</Button>
          </ButtonRow>
        </form>
      )}
      <nav class="rt-parts" aria-label={words.parts}>
        <ul>
          {PARTS.map(({ id, label }) => (
            <li key={id}>
              <a class="utrecht-link" href={`#${id}`}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Section id="tekst" title={words.text} lead={words.lead}>
        <FieldsForm view={view} returned={returned} />
      </Section>
      <PartiesPart view={view} returned={returned} />
      <HoldersPart view={view} returned={returned} operatorKey={operatorKey} />
      <IdentifiersPart view={view} returned={returned} />
      <PeoplePart view={view} returned={returned} />
    </WorkspacePage>
  );
}

const PARTS = [
  { id: "tekst", label: words.text },
  { id: "partijen", label: messages.parties.title },
  { id: "sleutelhouders", label: messages.holders.title },
  { id: "kenmerken", label: messages.identifiers.title },
  { id: "mensen", label: messages.people.title },
] as const;
