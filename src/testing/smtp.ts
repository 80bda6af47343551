import { createServer, type Server, type Socket } from "node:net";

export interface SmtpServer {
  readonly url: string;
  readonly received: string[];
  close(): void;
}

/** Just enough of RFC 5321 to take a mail; `refuse` answers RCPT with that code. */
export async function startSmtp(refuse?: number, port = 0): Promise<SmtpServer> {
  const received: string[] = [];
  const server: Server = createServer((socket) => converse(socket, received, refuse));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `smtp://127.0.0.1:${actual}`, received, close: () => server.close() };
}

const ANSWERS: Readonly<Record<string, string>> = { DATA: "354 ga door", QUIT: "221 dag", RCPT: "250 ok" };

function converse(socket: Socket, received: string[], refuse?: number): void {
  let inData = false;
  let text = "";
  const answer = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    inData = verb === "DATA";
    const refused = verb === "RCPT" && refuse !== undefined;
    socket.write(`${refused ? `${refuse} nee` : (ANSWERS[verb] ?? "250 ok")}\r\n`);
  };
  socket.write("220 toets\r\n");
  socket.on("data", (chunk) => {
    text += chunk.toString("utf8");
    const end = text.indexOf(inData ? "\r\n.\r\n" : "\r\n");
    if (end < 0) return;
    if (inData) received.push(text);
    answer(inData ? "" : text.slice(0, end));
    text = "";
  });
}

/** The text of a mail as somebody reads it: quoted-printable and its line breaks undone. */
export const readMail = (raw: string): string =>
  Buffer.from(
    raw
      .replace(/=\r\n/g, "")
      .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");
