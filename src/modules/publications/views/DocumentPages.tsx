import { DocumentArticle, FORMAT_INFO, FORMATS, type ResolvedDocument } from "../../../documents/index.ts";
import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { ErrorSummary, Hidden, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import type { Dossier, DossierDocument } from "../dossier.ts";
import { messages } from "../messages.nl.ts";
import type { Section } from "../notation.ts";
import { dossiersTrail } from "./trail.ts";

interface DocumentProps {
  frame: Frame;
  dossier: Dossier;
  document: DossierDocument;
  resolved: ResolvedDocument;
  isFrozen: boolean;
  sections: readonly Section[];
  mayWrite: boolean;
}

export function DocumentPage({ frame, dossier, document, resolved, isFrozen, sections, mayWrite }: DocumentProps) {
  const base = `/dossiers/${dossier.id}/documenten/${document.id}`;
  return (
    <WorkspacePage
      {...frame}
      title={document.body.title}
      lead={isFrozen ? messages.preview : messages.previewDraft}
      breadcrumbs={[...dossiersTrail, { href: `/dossiers/${dossier.id}`, label: dossier.title }]}
    >
      {isFrozen && (
        <section>
          <h2 class="utrecht-heading-2">{messages.downloads}</h2>
          <ul class="rt-downloads">
            {FORMATS.map((format) => (
              <li key={format}>
                <a class="utrecht-link" href={`${base}/bestand/${format}`}>
                  {FORMAT_INFO[format].label}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {mayWrite && (
        <details>
          <summary>{messages.sections}</summary>
          <ul>
            {sections.map(({ title }, index) => (
              <li key={`${index}${title}`}>
                <a class="utrecht-link" href={`${base}/onderdeel/${index}`}>
                  {messages.editSection}: {title || messages.section}
                </a>
              </li>
            ))}
          </ul>
        </details>
      )}
      <DocumentArticle document={resolved} showTitle={false} />
    </WorkspacePage>
  );
}

interface SectionProps {
  frame: Frame;
  dossier: Dossier;
  document: DossierDocument;
  index: number;
  title: string;
  text: string;
  figures: readonly string[];
  error?: string;
  /** The text as somebody else just saved it. */
  current?: string;
}

export function SectionFormPage({
  frame,
  dossier,
  document,
  index,
  title,
  text,
  figures,
  error,
  current,
}: SectionProps) {
  const base = `/dossiers/${dossier.id}/documenten/${document.id}`;
  return (
    <WorkspacePage
      {...frame}
      title={title || messages.section}
      breadcrumbs={[
        ...dossiersTrail,
        { href: `/dossiers/${dossier.id}`, label: dossier.title },
        { href: base, label: document.body.title },
      ]}
    >
      <ErrorSummary errors={error ? [{ name: "text", message: error }] : []} />
      {current !== undefined && (
        <Notice kind="warning">
          <p>{messages.conflict}</p>
          <pre class="rt-pre">{current}</pre>
        </Notice>
      )}
      <form method="post" action={`${base}/onderdeel/${index}`} noValidate>
        <Hidden name="version" value={document.version} />
        <TextArea
          name="text"
          label={messages.section}
          hint={messages.sectionHint}
          value={text}
          rows={18}
          required
          error={error}
        />
        <ButtonRow>
          <Button>{messages.save}</Button>
        </ButtonRow>
      </form>
      <details>
        <summary>{messages.figures}</summary>
        <ul>
          {figures.map((figure) => (
            <li key={figure}>
              <code>{figure}</code>
            </li>
          ))}
        </ul>
      </details>
    </WorkspacePage>
  );
}
