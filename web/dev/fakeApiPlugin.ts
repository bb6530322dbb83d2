import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin, PreviewServer, ViteDevServer } from "vite";
import { FakeApi, type FakeOptions } from "../src/test/fakeApi.ts";

/**
 * Serves the API of the component tests to a browser: `npm run dev:fake`, and the measurements in `bench/`.
 * `FAKE_POINTS`, `FAKE_ORACLE`, `FAKE_CANDIDATES` and `FAKE_EMPTY` say how much there is.
 */
export function fakeApi(): Plugin {
  const serve = (server: ViteDevServer | PreviewServer) => {
    const fake = new FakeApi(optionsFrom(process.env));
    server.middlewares.use((request, response, next) => {
      if (!/^\/(api|healthz)(\/|$)/.test(request.url ?? "")) return next();
      answer(fake, request, response).catch(next);
    });
  };
  return { name: "fake-api", configureServer: serve, configurePreviewServer: serve };
}

function optionsFrom(env: NodeJS.ProcessEnv): FakeOptions {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return {
    points: number(env.FAKE_POINTS),
    oracle: number(env.FAKE_ORACLE),
    candidates: number(env.FAKE_CANDIDATES),
    empty: env.FAKE_EMPTY === "1",
  };
}

async function answer(fake: FakeApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url?.endsWith("/events")) {
    // Nothing happens to the fake's jobs; an open stream says so.
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": nothing happens here\n\n");
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const hasBody = request.method === "POST" || request.method === "PATCH";
  const answered = await fake.handle(
    new Request(`http://fake${request.url}`, {
      method: request.method,
      headers: { "content-type": request.headers["content-type"] ?? "application/json" },
      body: hasBody ? Buffer.concat(chunks) : undefined,
    }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
