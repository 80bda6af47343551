import { DocumentArticle, FORMAT_INFO, FORMATS } from "../../documents/index.ts";
import { Card, CardGrid } from "../../ui/Card.tsx";
import { DescriptionList } from "../../ui/DescriptionList.tsx";
import { formatDate, formatNumber } from "../../ui/dutch.ts";
import { Notice } from "../../ui/Notice.tsx";
import type { SiteDocument, SitePublication } from "../data.ts";
import { PublicPage, type SiteContext } from "../frame.tsx";
import { messages } from "../messages.nl.ts";
import { WithdrawnFigures } from "./WithdrawnFigures.tsx";

const words = messages.publications;

export function PublicationListPage({ context }: { context: SiteContext }) {
  const { publications } = context.site;
  return (
    <PublicPage context={context} path="/publicaties" title={words.title} description={words.lead} lead={words.lead}>
      {publications.length === 0 && <p>{words.empty}</p>}
      <CardGrid>
        {publications.map(({ slug, title, referenceDate, status, changeNote }) => (
          <Card
            key={slug}
            title={title}
            href={`${context.base}/publicaties/${slug}`}
            footer={`${words.referenceDate}: ${formatDate(referenceDate)}`}
          >
            <p>{status === "withdrawn" ? words.withdrawn : changeNote}</p>
          </Card>
        ))}
      </CardGrid>
    </PublicPage>
  );
}

export function PublicationPage({ context, publication }: { context: SiteContext; publication: SitePublication }) {
  const { slug, title, referenceDate, publishedAt, status, changeNote, contentHash, documents } = publication;
  return (
    <PublicPage
      context={context}
      path={`/publicaties/${slug}`}
      section="/publicaties"
      title={title}
      description={changeNote}
      breadcrumbs={[{ path: "/publicaties", label: words.title }]}
    >
      {status === "withdrawn" ? (
        <Notice kind="warning">
          <p>
            <strong>{words.withdrawn}</strong>
          </p>
          <p>
            {words.reason}: {changeNote}
          </p>
        </Notice>
      ) : (
        <p class="rt-lead">{changeNote}</p>
      )}
      <DescriptionList
        items={[
          { term: words.referenceDate, description: formatDate(referenceDate) },
          { term: words.published, description: formatDate(publishedAt.toISOString().slice(0, 10)) },
          { term: words.hash, description: <code>{contentHash}</code> },
        ]}
      />
      <CardGrid>
        {documents.map((document) => (
          <Card
            key={document.slug}
            title={document.resolved.title}
            href={`${context.base}/publicaties/${slug}/${document.slug}`}
            footer={document.resolved.kindLabel}
          />
        ))}
      </CardGrid>
    </PublicPage>
  );
}

export function DocumentPage({
  context,
  publication,
  document,
}: {
  context: SiteContext;
  publication: SitePublication;
  document: SiteDocument;
}) {
  const path = `/publicaties/${publication.slug}`;
  return (
    <PublicPage
      context={context}
      path={`${path}/${document.slug}`}
      section="/publicaties"
      title={document.resolved.title}
      description={`${document.resolved.kindLabel}: ${document.resolved.title}`}
      breadcrumbs={[
        { path: "/publicaties", label: words.title },
        { path, label: publication.title },
      ]}
    >
      <WithdrawnFigures
        context={context}
        figures={document.resolved.provenance.map(({ record, label }) => ({
          observation: record.replace(/^observation:/, ""),
          label,
        }))}
      />
      <section aria-labelledby="downloads">
        <h2 class="utrecht-heading-3" id="downloads">
          {words.downloads}
        </h2>
        <ul class="rt-downloads">
          {FORMATS.map((format) => {
            const file = document.files.find((one) => one.format === format);
            if (file === undefined) return null;
            return (
              <li key={format}>
                <a class="utrecht-link" href={`${context.base}${path}/bestand/${file.fileName}`}>
                  {FORMAT_INFO[format].label}, {formatNumber(Math.max(1, Math.round(file.size / 1024)))} kB
                </a>
              </li>
            );
          })}
        </ul>
        <p class="rt-muted">{words.pdf}</p>
      </section>
      <DocumentArticle document={document.resolved} showTitle={false} />
    </PublicPage>
  );
}
