import { get, type IncomingHttpHeaders } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

export interface Answer {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire. */
  readonly body: Buffer;
  /** Head and body together, counted at the socket. */
  readonly wireBytes: number;
}

/** One answer on a connection of its own. */
export function fetchRaw(url: string, encoding: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, headers: { "accept-encoding": encoding } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("end", () => {
        if (answer.statusCode !== 200) return reject(new Error(`${url}: ${answer.statusCode}`));
        resolve({ url, headers: answer.headers, body: Buffer.concat(chunks), wireBytes: answer.socket.bytesRead });
      });
    }).once("error", reject);
  });
}

export function textOf({ headers, body }: Answer): string {
  const encoding = headers["content-encoding"];
  if (encoding === "br") return brotliDecompressSync(body).toString();
  return encoding === "gzip" ? gunzipSync(body).toString() : body.toString();
}

const linked = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = ""]) => found);

/** What a browser fetches on a first visit: the page, what it links to, and what its style sheet asks for. */
export async function firstVisit(pageUrl: string, encoding: string): Promise<readonly Answer[]> {
  const page = await fetchRaw(pageUrl, encoding);
  const html = textOf(page);
  const sources = [
    ...linked(html, /<link rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"/g),
    ...linked(html, /<(?:script|img)[^>]*src="([^"]+)"/g),
  ];
  const answers = [page];
  for (const source of sources) {
    const answer = await fetchRaw(new URL(source, pageUrl).href, encoding);
    answers.push(answer);
    if (!String(answer.headers["content-type"]).startsWith("text/css")) continue;
    for (const font of linked(textOf(answer), /url\("?([^")]+)"?\)/g).filter((one) => !one.startsWith("data:")))
      answers.push(await fetchRaw(new URL(font, answer.url).href, encoding));
  }
  return answers;
}

/** Bytes of script: files, and what stands in the page itself. */
export function scriptBytes(answers: readonly Answer[]): number {
  return answers
    .map((answer) => {
      const type = String(answer.headers["content-type"]);
      if (type.includes("javascript")) return answer.body.length;
      if (!type.startsWith("text/html")) return 0;
      return linked(textOf(answer), /<script[^>]*>([\s\S]*?)<\/script>/g).join("").length;
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}
