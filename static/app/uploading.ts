/** Uploads that tell how far they are, which `fetch` does not. */

/** What does as `fetch` does, and tells which share has gone; undefined where that cannot be known. */
export function fetchTelling(tell: (share: number) => void): typeof fetch | undefined {
  if (!("XMLHttpRequest" in globalThis)) return undefined;
  return (input, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const fail = () => reject(new TypeError("no answer"));
      request.open("POST", String(input));
      new Headers(init?.headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.upload.onprogress = ({ loaded, total }) => tell(loaded / total);
      request.onload = () => {
        const wait = request.getResponseHeader("Retry-After");
        resolve(new Response(request.responseText, { status: request.status, headers: wait ? { "Retry-After": wait } : {} }));
      };
      request.onerror = request.onabort = fail;
      if (init?.signal?.aborted) return fail();
      init?.signal?.addEventListener("abort", () => request.abort());
      request.send(init?.body as FormData);
    });
}
