import type { Page } from "playwright-core";

/** Everything the workbench has written of its state into the browser's databases, as one text. */
export async function storedState(page: Page): Promise<string> {
  // A text, because types of the browser have no place among those of Node.
  return page.evaluate<string>(`(async () => {
    const asked = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const values = [];
    for (const { name } of await indexedDB.databases()) {
      if (!name.startsWith("vscode-web-state-db")) continue;
      const database = await asked(indexedDB.open(name));
      for (const store of database.objectStoreNames)
        values.push(...await asked(database.transaction(store).objectStore(store).getAll()));
      database.close();
    }
    return values.filter((value) => typeof value === "string").join("\\n");
  })()`);
}
