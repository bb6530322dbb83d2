import type { FakeApi } from "./fakeApi.ts";

/** Keeps the requests that create something, and lets them wait at the door. */
export function atTheDoor(api: FakeApi) {
  const posts: { path: string; key: string | null }[] = [];
  let open = () => {};
  const door = new Promise<void>((resolve) => {
    open = resolve;
  });
  const handle = api.handle.bind(api);
  api.handle = async (request) => {
    if (request.method === "POST") {
      posts.push({ path: new URL(request.url).pathname, key: request.headers.get("idempotency-key") });
      await door;
    }
    return handle(request);
  };
  return { posts, open };
}
