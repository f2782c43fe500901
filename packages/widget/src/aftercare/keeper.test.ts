import { afterEach, describe, expect, test, vi } from "vitest";
import { HOST_NAME } from "../ui/host-name.ts";
import { createKeeper } from "./keeper.ts";

const onError = (error: unknown) => expect.unreachable(String(error));
// One for a page: a second would take the hosts of the first for copies.
const keeper = createKeeper(onError);
const toKept = () => {
  const host = document.createElement(HOST_NAME);
  return { host, show: (body: HTMLElement) => body.prepend(host) };
};
const hosts = () => [...document.body.querySelectorAll(`:scope > ${HOST_NAME}`)];

afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

describe("the keeper", () => {
  test("L5: brings back what the page takes out, and takes out a copy of it", async () => {
    const kept = toKept();
    keeper.put(kept);
    kept.show(document.body);
    kept.host.remove();
    await vi.waitFor(() => expect(hosts()).toEqual([kept.host]));
    document.body.append(kept.host.cloneNode(true));
    await vi.waitFor(() => expect(hosts()).toEqual([kept.host]));
    keeper.drop(kept);
    expect(hosts()).toEqual([]);
  });

  test("never searches a page that adds and removes elements of its own", async () => {
    const kept = toKept();
    keeper.put(kept);
    kept.show(document.body);
    await Promise.resolve();
    const searches = [vi.spyOn(document, "querySelector"), vi.spyOn(document, "querySelectorAll")];
    for (let number = 0; number < 20; number++) {
      const element = document.createElement("div");
      document.body.append(element, "text");
      await Promise.resolve();
      element.remove();
      await Promise.resolve();
    }
    for (const search of searches) expect(search).not.toHaveBeenCalled();
    kept.host.remove();
    await vi.waitFor(() => expect(hosts()).toEqual([kept.host]));
    keeper.drop(kept);
  });
});
