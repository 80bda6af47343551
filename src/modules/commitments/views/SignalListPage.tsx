import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Card } from "../../../ui/Card.tsx";
import { formatDate, formatPeriod } from "../../../ui/dutch.ts";
import { ErrorSummary, Field } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { Source } from "../../../ui/SourceList.tsx";
import { messages } from "../messages.nl.ts";
import type { Signal } from "../paper.ts";

const words = messages.signals;

interface Props {
  frame: Frame;
  signals: readonly Signal[];
  mayKeep: boolean;
  error?: { signalId: string; value: string; message: string };
}

export function SignalListPage({ frame, signals, mayKeep, error }: Props) {
  const waiting = signals.filter(({ status, reactionNeeded }) => status === "open" && reactionNeeded).length;
  return (
    <WorkspacePage {...frame} title={words.title} lead={words.lead}>
      <ErrorSummary errors={error ? [{ name: `reactie-${error.signalId}`, message: error.message }] : []} />
      {signals.length === 0 ? (
        <p>{words.empty}</p>
      ) : (
        <Answer figure={String(waiting)} sentence={words.answer(waiting)} />
      )}
      <div class="rt-card-grid">
        {signals.map((signal) => (
          <SignalCard
            key={signal.id}
            signal={signal}
            mayKeep={mayKeep}
            error={error?.signalId === signal.id ? error : undefined}
          />
        ))}
      </div>
    </WorkspacePage>
  );
}

function reactionOf({ reactedIn, answeredOn, reactionNeeded }: Signal): string {
  const parts = [reactedIn, answeredOn && formatDate(answeredOn)].filter(Boolean);
  if (parts.length > 0) return `${words.reaction}: ${parts.join(", ")}`;
  return reactionNeeded ? words.needed : words.notNeeded;
}

function SignalCard({ signal, mayKeep, error }: { signal: Signal; mayKeep: boolean; error: Props["error"] }) {
  return (
    <Card
      title={signal.title}
      footer={`${signal.kind} · ${signal.dateText ? formatPeriod(signal.dateText) : words.unknownDate}`}
    >
      <p>
        <strong>{reactionOf(signal)}</strong>
      </p>
      {signal.note && <p>{signal.note}</p>}
      {signal.sources[0] && (
        <p>
          <Source source={signal.sources[0]} />
        </p>
      )}
      {mayKeep && signal.status === "open" && signal.reactionNeeded && (
        <details open={error !== undefined}>
          <summary>
            {words.act} <span class="rt-visually-hidden">{signal.title}</span>
          </summary>
          <form method="post" action={`/signalen/${signal.id}/reactie`} noValidate>
            <Field
              name={`reactie-${signal.id}`}
              label={words.where}
              value={error?.value ?? ""}
              error={error?.message}
              required
              maxLength={300}
            />
            <Button kind="secondary">{words.save}</Button>
          </form>
        </details>
      )}
    </Card>
  );
}
