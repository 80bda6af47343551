import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { ButtonLink } from "../../../ui/Button.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import { PARTNER_KINDS, type Partner } from "../partner.ts";

interface Props {
  frame: Frame;
  partners: readonly Partner[];
  coreGroupIds: ReadonlySet<string>;
  mayManage: boolean;
}

export function PartnerListPage({ frame, partners, coreGroupIds, mayManage }: Props) {
  const core = partners.filter(({ scope }) => scope === "core").length;
  return (
    <WorkspacePage
      {...frame}
      title={messages.title}
      lead={messages.lead}
      actions={
        mayManage && (
          <ButtonLink href="/partners/nieuw" kind="secondary">
            {messages.add}
          </ButtonLink>
        )
      }
    >
      {partners.length === 0 ? (
        <p>{messages.empty}</p>
      ) : (
        <Answer figure={String(core)} sentence={messages.answer(core, partners.length)} />
      )}
      {PARTNER_KINDS.map((kind) => (
        <KindTable
          key={kind}
          title={messages.kindHeading[kind]}
          partners={partners.filter((partner) => partner.kind === kind)}
          coreGroupIds={coreGroupIds}
        />
      ))}
    </WorkspacePage>
  );
}

function KindTable({
  title,
  partners,
  coreGroupIds,
}: {
  title: string;
  partners: readonly Partner[];
  coreGroupIds: ReadonlySet<string>;
}) {
  if (partners.length === 0) return null;
  return (
    <section>
      <h2 class="utrecht-heading-2">{title}</h2>
      <DataTable
        caption={title}
        captionHidden
        rows={partners}
        rowKey={({ id }) => id}
        empty={messages.empty}
        columns={[
          {
            key: "name",
            header: messages.labels.name,
            rowHeader: true,
            cell: ({ id, name }) => (
              <a class="utrecht-link" href={`/partners/${id}`}>
                {name}
              </a>
            ),
          },
          { key: "role", header: messages.labels.role, cell: ({ role }) => role },
          { key: "category", header: messages.labels.category, cell: ({ category }) => category },
          {
            key: "place",
            header: messages.labels.scope,
            cell: ({ id, scope }) => (coreGroupIds.has(id) ? messages.groupKind.coreGroup : messages.scope[scope]),
          },
        ]}
      />
    </section>
  );
}
