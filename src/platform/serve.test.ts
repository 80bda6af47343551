import assert from "node:assert/strict";
import { test } from "node:test";
import { listen, PortTakenError } from "./serve.ts";

const hello = () => new Response("hallo");

test("a taken port is refused with an error that names it", async () => {
  const first = await listen({ port: 0, host: "127.0.0.1", fetch: hello });
  await assert.rejects(
    listen({ port: first.port, host: "127.0.0.1", fetch: hello }),
    (error) => error instanceof PortTakenError && error.port === first.port,
  );
  await first.close();
});

test("a ready answer is sent as it is, everything else goes to the application", async () => {
  const body = Buffer.from("klaar");
  const server = await listen({
    port: 0,
    host: "127.0.0.1",
    fetch: hello,
    fastPath: (url) => (url === "/klaar" ? { status: 200, headers: { "content-type": "text/plain" }, body } : null),
  });
  const base = `http://127.0.0.1:${server.port}`;
  assert.equal(await (await fetch(`${base}/klaar`)).text(), "klaar");
  assert.equal(await (await fetch(`${base}/anders`)).text(), "hallo");
  assert.equal(await (await fetch(`${base}/klaar`, { method: "POST" })).text(), "hallo");
  await server.close();
});

test("closing waits for a running answer", async () => {
  const server = await listen({
    port: 0,
    host: "127.0.0.1",
    fetch: async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return new Response("af");
    },
  });
  const answer = fetch(`http://127.0.0.1:${server.port}/`, { headers: { connection: "close" } });
  await new Promise((resolve) => setTimeout(resolve, 30));
  await server.close();
  assert.equal(await (await answer).text(), "af");
});
