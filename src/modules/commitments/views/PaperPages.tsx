import type { Frame } from "../../../platform/http.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { formatDate, formatList } from "../../../ui/dutch.ts";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { SourceList } from "../../../ui/SourceList.tsx";
import type { Commitment } from "../commitment.ts";
import { messages } from "../messages.nl.ts";
import { citation, type ParliamentaryPaper, publicAddress } from "../paper.ts";

const words = messages.papers;

export function PaperListPage({ frame, papers }: { frame: Frame; papers: readonly ParliamentaryPaper[] }) {
  return (
    <WorkspacePage {...frame} title={words.title} lead={words.lead}>
      <DataTable
        caption={words.title}
        captionHidden
        rows={papers}
        rowKey={({ id }) => id}
        empty={words.empty}
        columns={[
          { key: "date", header: words.date, cell: ({ date }) => formatDate(date) },
          { key: "number", header: words.number, cell: citation },
          {
            key: "title",
            header: words.name,
            rowHeader: true,
            cell: ({ id, title }) => (
              <a class="utrecht-link" href={`/kamerstukken/${id}`}>
                {title}
              </a>
            ),
          },
          { key: "kind", header: words.kind, cell: ({ kind }) => kind },
        ]}
      />
    </WorkspacePage>
  );
}

interface Props {
  frame: Frame;
  paper: ParliamentaryPaper;
  made: readonly Commitment[];
  settled: readonly Commitment[];
}

export function PaperPage({ frame, paper, made, settled }: Props) {
  const address = publicAddress(paper);
  return (
    <WorkspacePage
      {...frame}
      title={paper.title}
      lead={`${citation(paper)}, ${formatDate(paper.date)}`}
      breadcrumbs={[{ href: "/kamerstukken", label: words.title }]}
    >
      <DescriptionList
        items={[
          { term: words.kind, description: paper.kind },
          { term: words.ministers, description: formatList(paper.ministers) },
          { term: words.heldOn, description: paper.heldOn && formatDate(paper.heldOn) },
          { term: words.askedOn, description: paper.askedOn && formatDate(paper.askedOn) },
          { term: words.attachments, description: formatList(paper.attachments) },
          {
            term: words.public,
            description: address && (
              <a class="utrecht-link" href={address} rel="noreferrer external">
                {address}
              </a>
            ),
          },
        ]}
      />
      <CommitmentLinks title={words.madeHere} commitments={made} />
      <CommitmentLinks title={words.settledHere} commitments={settled} />
      <SourceList sources={paper.sources} />
    </WorkspacePage>
  );
}

function CommitmentLinks({ title, commitments }: { title: string; commitments: readonly Commitment[] }) {
  return (
    <section>
      <h2 class="utrecht-heading-2">{title}</h2>
      {commitments.length === 0 && <p class="rt-muted">{words.nothing}</p>}
      <ul>
        {commitments.map(({ id, text }) => (
          <li key={id}>
            <a class="utrecht-link" href={`/toezeggingen/${id}`}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
