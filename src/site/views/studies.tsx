import type { PublicStudy } from "../../modules/publications/index.ts";
import { StatisticalTable } from "../../ui/charts/StatisticalTable.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { DescriptionList } from "../../ui/DescriptionList.tsx";
import { formatDate } from "../../ui/dutch.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PublicPage, type SiteContext } from "../frame.tsx";
import { messages } from "../messages.nl.ts";

const words = messages.studies;

/** The public register: what is being studied, by whom, and how it ended. */
export function StudyRegisterPage({ context }: { context: SiteContext }) {
  return (
    <PublicPage context={context} path="/onderzoeken" title={words.title} description={words.lead} lead={words.lead}>
      <p>{words.how}</p>
      <DataTable
        caption={words.title}
        captionHidden
        empty={words.empty}
        rows={context.site.studies}
        rowKey={({ slug }) => slug}
        columns={[
          {
            key: "name",
            header: words.name,
            rowHeader: true,
            cell: ({ slug, title }) => (
              <a class="utrecht-link" href={`${context.base}/onderzoeken/${slug}`}>
                {title}
              </a>
            ),
          },
          { key: "question", header: words.question, cell: ({ question }) => question },
          {
            key: "state",
            header: words.state,
            cell: ({ statusLabel, isSynthetic }) => (isSynthetic ? `${statusLabel} (${words.synthetic})` : statusLabel),
          },
        ]}
      />
    </PublicPage>
  );
}

export function PublicStudyPage({ context, study }: { context: SiteContext; study: PublicStudy }) {
  return (
    <PublicPage
      context={context}
      path={`/onderzoeken/${study.slug}`}
      section="/onderzoeken"
      title={study.title}
      description={study.question}
      lead={study.question}
      breadcrumbs={[{ path: "/onderzoeken", label: words.title }]}
    >
      {study.isSynthetic && <Notice kind="info">{words.synthetic}</Notice>}
      <DescriptionList
        items={[
          { term: words.state, description: study.statusLabel },
          {
            term: words.period,
            description: study.starts && study.ends && words.until(formatDate(study.starts), formatDate(study.ends)),
          },
          { term: words.retention, description: study.retentionUntil && formatDate(study.retentionUntil) },
          ...study.facts.map(({ label, text }) => ({ term: label, description: text })),
        ]}
      />
      <h2 class="utrecht-heading-2">{words.results}</h2>
      {study.results.length === 0 && <p>{words.noResults}</p>}
      {study.results.map((result) => (
        <Result key={result.id} result={result} />
      ))}
      {study.destruction.length > 0 && <Destruction study={study} />}
      <h2 class="utrecht-heading-2">{words.parties}</h2>
      <DataTable
        caption={words.parties}
        captionHidden
        empty="–"
        rows={study.parties}
        rowKey={({ name }) => name}
        columns={[
          { key: "name", header: words.party, rowHeader: true, cell: ({ name }) => name },
          { key: "role", header: words.role, cell: ({ role }) => role },
          { key: "basis", header: words.basis, cell: ({ legalBasis }) => legalBasis },
        ]}
      />
      {study.charterHash && (
        <p>
          {words.charter}: <code class="rt-hash">{study.charterHash}</code>
        </p>
      )}
    </PublicPage>
  );
}

/** The same step for each key holder is one line that says how often: the public need not know which holder is which. */
function Destruction({ study }: { study: PublicStudy }) {
  const steps = [...Map.groupBy(study.destruction, ({ label }) => label)].map(([label, done]) => ({
    label: done.length > 1 ? `${label} (${done.length}×)` : label,
    on: done.at(-1)?.on ?? "",
  }));
  return (
    <>
      <h2 class="utrecht-heading-2">{words.destroyed}</h2>
      <DataTable
        caption={words.destroyed}
        captionHidden
        empty="–"
        rows={steps}
        rowKey={({ label }) => label}
        columns={[
          { key: "what", header: words.what, rowHeader: true, cell: ({ label }) => label },
          { key: "on", header: words.on, cell: ({ on }) => on },
        ]}
      />
    </>
  );
}

function Result({ result }: { result: PublicStudy["results"][number] }) {
  return (
    <section>
      <h3 class="utrecht-heading-3">{result.title}</h3>
      <p>{words.released(formatDate(result.releasedOn))}</p>
      {result.withdrawnReason === null ? (
        <StatisticalTable table={result.table} source={`${words.source} ${result.id}`} level={4} />
      ) : (
        <Notice kind="warning">
          {words.withdrawn}: {result.withdrawnReason}
        </Notice>
      )}
    </section>
  );
}
