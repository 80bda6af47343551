import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { ErrorSummary, Field, Hidden, RadioGroup, Select, TextArea } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { COMMITMENT_KINDS } from "../commitment.ts";
import { messages } from "../messages.nl.ts";
import { citation, type ParliamentaryPaper } from "../paper.ts";

interface Props {
  frame: Frame;
  papers: readonly ParliamentaryPaper[];
  values: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, readonly string[] | undefined>>;
  submissionId: string;
}

export function CommitmentFormPage({ frame, papers, values, errors, submissionId }: Props) {
  const { labels, hints } = messages;
  const field = (name: string) => ({ name, value: values[name] ?? "", error: errors[name]?.[0] });
  const list = Object.entries(errors).flatMap(([name, texts]) => (texts?.[0] ? [{ name, message: texts[0] }] : []));
  return (
    <WorkspacePage {...frame} title={messages.add} breadcrumbs={[{ href: "/toezeggingen", label: messages.title }]}>
      <ErrorSummary errors={list} />
      <form method="post" action="/toezeggingen" noValidate>
        <Hidden name="submissionId" value={submissionId} />
        <TextArea {...field("text")} label={labels.what} required rows={3} maxLength={1000} />
        <RadioGroup
          {...field("kind")}
          legend={labels.kind}
          required
          options={COMMITMENT_KINDS.map((value) => ({ value, label: messages.kind[value] }))}
        />
        <Field {...field("madeBy")} label={labels.madeBy} required maxLength={200} />
        <Field {...field("madeOnText")} type="date" label={labels.madeOn} />
        <Field {...field("inDocument")} label={labels.inDocument} maxLength={200} />
        <Select
          {...field("paperKey")}
          label={labels.paper}
          emptyLabel={messages.choosePaper}
          options={papers.map((paper) => ({ value: paper.key, label: `${citation(paper)}: ${paper.title}` }))}
        />
        <Field {...field("dueOn")} type="date" label={labels.dueOn} hint={hints.dueOn} />
        <ButtonRow>
          <Button>{messages.save}</Button>
        </ButtonRow>
      </form>
    </WorkspacePage>
  );
}
