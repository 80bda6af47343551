import { templates } from "../../../engine/index.ts";
import { Button, ButtonLink, ButtonRow } from "../../../ui/Button.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { formatDate, formatList } from "../../../ui/dutch.ts";
import { messages } from "../messages.nl.ts";
import { canApply } from "../study.ts";
import type { StudyView } from "../studyPage.ts";
import { Hash, Section } from "./parts.tsx";

const { charter, parties: words } = messages;
export const templateTitle = (name: string): string =>
  (Object.hasOwn(templates, name) ? templates[name]?.title : undefined) ?? name;

/** The charter as its readers need it; who is not in the study sees the open fields only. */
export function CharterSummary({ view }: { view: StudyView }) {
  const { study, fields, offered, may, identifiers, holders, parties, people } = view;
  const { values } = fields;
  const at = `/onderzoeken/${study.id}`;
  return (
    <Section id="protocol" title={charter.title} lead={charter.lead}>
      <DescriptionList
        items={[
          { term: charter.field.purpose, description: values.purpose },
          { term: charter.field.population, description: values.population },
          { term: charter.field.dataKinds, description: values.dataKinds },
          { term: charter.field.safeguards, description: values.safeguards },
          {
            term: charter.field.templates,
            description: values.templates?.length ? formatList(values.templates.map(templateTitle)) : null,
          },
          { term: charter.starts, description: study.starts && formatDate(study.starts) },
          { term: charter.ends, description: study.ends && formatDate(study.ends) },
          { term: charter.retentionUntil, description: study.retentionUntil && formatDate(study.retentionUntil) },
          { term: charter.minimum, description: values.profile?.minimumCount },
          { term: messages.identifiers.title, description: formatList(identifiers.map(({ type }) => type)) },
          { term: messages.holders.title, description: formatList(holders.map(({ name }) => name)) },
          {
            term: messages.people.role.researcher,
            description: formatList(people.filter(({ role }) => role === "researcher").map(({ name }) => name)),
          },
          {
            term: messages.people.role.checker,
            description: formatList(people.filter(({ role }) => role === "checker").map(({ name }) => name)),
          },
          { term: charter.hash, description: offered && <Hash value={offered.hash} /> },
        ]}
      />
      {parties.length > 0 && <Parties view={view} />}
      <ButtonRow>
        {offered && !(study.status === "signing" && may.sign) && (
          <ButtonLink href={`${at}/protocol.json`} kind="secondary">
            {charter.download}
          </ButtonLink>
        )}
        {may.keep && study.status === "drafting" && (
          <ButtonLink href={`${at}/protocol`} kind="secondary">
            {charter.edit}
          </ButtonLink>
        )}
        {may.keep && canApply("amend", study.status) && (
          <form method="post" action={`${at}/herzien`}>
            <Button kind="secondary">{charter.amend}</Button>
          </form>
        )}
      </ButtonRow>
    </Section>
  );
}

function Parties({ view }: { view: StudyView }) {
  const { parties, offered, peopleNames } = view;
  const signatureOf = (partnerId: string) => offered?.signatures.find((one) => one.partnerId === partnerId);
  return (
    <DataTable
      caption={words.title}
      empty={words.empty}
      rows={parties}
      rowKey={({ partnerId }) => partnerId}
      columns={[
        { key: "name", header: words.partner, rowHeader: true, cell: ({ name }) => name },
        { key: "role", header: words.role.label, cell: ({ role }) => words.role[role] },
        {
          key: "basis",
          header: words.legalBasis,
          cell: ({ legalBasis, licence }) => [legalBasis, licence].filter(Boolean).join("; "),
        },
        { key: "dpia", header: "DPIA", cell: ({ dpiaName }) => dpiaName },
        {
          key: "signed",
          header: words.signed,
          cell: ({ partnerId }) => {
            const signature = signatureOf(partnerId);
            return signature === undefined
              ? words.unsigned
              : `${peopleNames.get(signature.personId) ?? ""}, ${formatDate(signature.signedOn)}`;
          },
        },
      ]}
    />
  );
}
