/** A browser without script for one person: keeps its cookie, sends forms, follows redirects, and reads what comes. */
export interface Browser {
  get(path: string): Promise<string>;
  /** Sends a form and returns the page that follows. Throws with what the page says when it is refused. */
  post(path: string, fields?: Fields): Promise<{ path: string; page: string }>;
}
export type Fields = Readonly<Record<string, string | readonly string[]>>;

const bodyOf = (fields: Fields): URLSearchParams =>
  new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));

/** What stands on a page for people, on one line: for saying what went wrong. */
export const wordsOf = (page: string): string =>
  (/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? page)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** Signs in with an example link. */
export async function signIn(baseUrl: string, link: string): Promise<Browser> {
  let cookie = "";
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { ...init.headers, cookie, origin: baseUrl };
    const answer = await fetch(new URL(path, baseUrl), { ...init, headers, redirect: "manual" });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return answer;
  };
  const read = async (path: string): Promise<string> => {
    const answer = await send(path, {});
    if (answer.status === 303) return read(answer.headers.get("location") ?? "/");
    const page = await answer.text();
    if (!answer.ok) throw new Error(`${path} gaf ${answer.status}: ${wordsOf(page).slice(0, 500)}`);
    return page;
  };
  await send(link, {});
  return {
    get: read,
    post: async (path, fields = {}) => {
      const answer = await send(path, { method: "POST", body: bodyOf(fields) });
      if (answer.status !== 303) {
        const said = wordsOf(await answer.text());
        if (!answer.ok) throw new Error(`${path} gaf ${answer.status}: ${said.slice(0, 800)}`);
        return { path, page: said };
      }
      const next = answer.headers.get("location") ?? "/";
      return { path: next, page: await read(next) };
    },
  };
}

/** The value of a hidden field on a page. */
export function hidden(page: string, name: string): string {
  const found = new RegExp(`name="${name}" value="([^"]*)"`).exec(page);
  if (found?.[1] === undefined) throw new Error(`Het veld ${name} staat niet op de pagina.`);
  return found[1];
}
