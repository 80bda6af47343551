import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { messages } from "../messages.nl.ts";
import { canApply } from "../study.ts";
import type { StudyView } from "../studyPage.ts";
import { Hash, Section } from "./parts.tsx";

const words = messages.closing;
const STEPS = ["share", "dataKey", "files", "backup", "evaluationFails", "decryptionFails"] as const;

/** The end of a study: one button, what was destroyed, and the signed certificates. */
export function ClosingSection({ view }: { view: StudyView }) {
  const { study, may, destructions, holders } = view;
  const closable = may.keep && (canApply("close", study.status) || study.status === "closing");
  if (!closable && destructions.length === 0) return null;
  const inOrder = STEPS.flatMap((step) => destructions.filter((one) => one.step === step));
  const holderName = (id: string): string => holders.find(({ holder }) => holder === id)?.name ?? id;
  return (
    <Section title={destructions.length > 0 ? words.certificate : words.title}>
      {destructions.length > 0 && (
        <DataTable
          caption={words.certificate}
          captionHidden
          empty=""
          rows={inOrder}
          rowKey={({ step, subject }) => `${step}/${subject}`}
          columns={[
            {
              key: "step",
              header: words.what,
              rowHeader: true,
              cell: ({ step, subject }) =>
                [words.step[step], subject && holderName(subject)].filter(Boolean).join(": "),
            },
            {
              key: "on",
              header: words.on,
              cell: ({ doneAt }) => formatDate(doneAt.toISOString().slice(0, 10)),
            },
            { key: "signature", header: messages.parties.signed, cell: ({ signature }) => <Hash value={signature} /> },
          ]}
        />
      )}
      {closable && (
        <>
          <p>{words.lead}</p>
          <form
            method="post"
            action={`/onderzoeken/${study.id}/${study.status === "closing" ? "vernietigen" : "sluiten"}`}
          >
            <ButtonRow>
              <Button kind="danger">{study.status === "closing" ? words.finish : words.close}</Button>
            </ButtonRow>
          </form>
        </>
      )}
    </Section>
  );
}
