import { readFileSync } from "node:fs";
import { createServer } from "node:http";

/** The bare server: the same bytes from memory and nothing else. Arguments: file, type, encoding. Prints its port. */
const [file = "", type = "", encoding = ""] = process.argv.slice(2);
const body = readFileSync(file);
const headers = {
  "Content-Type": type,
  "Content-Length": String(body.length),
  ...(encoding === "" ? {} : { "Content-Encoding": encoding }),
};

const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
}).listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(String(typeof address === "object" && address !== null ? address.port : 0));
});
