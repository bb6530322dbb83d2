/**
 * Joins the lookups of one turn of the event loop into few requests.
 *
 * @param load fetches many keys at once; keys that it does not return are answered with `undefined`
 * @param limit keys per request
 */
export function batched<V>(
  load: (keys: string[]) => Promise<ReadonlyMap<string, V>>,
  limit: number,
): (key: string) => Promise<V | undefined> {
  let queue = new Map<
    string,
    { resolve: (value: V | undefined) => void; reject: (error: unknown) => void }[]
  >();

  const send = () => {
    const asked = [...queue];
    queue = new Map();
    for (let i = 0; i < asked.length; i += limit) {
      const part = asked.slice(i, i + limit);
      load(part.map(([key]) => key)).then(
        (found) => {
          for (const [key, waiting] of part) for (const { resolve } of waiting) resolve(found.get(key));
        },
        (error) => {
          for (const [, waiting] of part) for (const { reject } of waiting) reject(error);
        },
      );
    }
  };

  return (key) =>
    new Promise((resolve, reject) => {
      if (queue.size === 0) setTimeout(send, 0);
      queue.set(key, [...(queue.get(key) ?? []), { resolve, reject }]);
    });
}
