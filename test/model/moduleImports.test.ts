import { symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { KnownFiles } from "../../src/files/fileIdentity.ts";
import { moduleContents } from "../../src/model/moduleImports.ts";
import { findModule } from "../../src/model/poolingModule.ts";
import { writeTree } from "./modelTree.ts";
import { tempFolder, write } from "./tempFolder.ts";

const folder = tempFolder();

const contentsOf = (home: string) => moduleContents(path.join(home, "pool.mjs"), new KnownFiles());
const namesOf = (home: string) => contentsOf(home).files.map((file) => path.relative(home, file));

describe("a pooling module's digest", () => {
  it("is of its content alone where it imports nothing", () => {
    const home = writeTree(path.join(folder, "alone"), { "pool.mjs": "export default (states) => states;" });
    // sha256sum of that line
    expect(contentsOf(home).digest).toBe("0fe0ad001e73ddedcda7cc57063399ea72c9c0892180b5369249e0527d3eb3f1");
  });

  it("changes with each file that is imported, one through another", () => {
    const home = writeTree(path.join(folder, "chain"), {
      "pool.mjs": 'import { a } from "./lib/a.mjs";\nimport"./side.js"\nexport default a;',
      "lib/a.mjs": "export * from '../b.mjs';\nexport const c = await import( './c.cjs' );",
      "b.mjs": 'import weights from "./weights.json" with { type: "json" };\nimport { a } from "./lib/a.mjs";',
      "weights.json": [1, 2],
      "lib/c.cjs": "const d = require('./d.js'), fs = require('fs');",
      "lib/d.js": "exports.d = 1;",
      "side.js": 'import { join } from "node:path";',
      "unused.mjs": "",
    });
    const names = ["pool.mjs", "lib/a.mjs", "side.js", "b.mjs", "lib/c.cjs", "weights.json", "lib/d.js"];
    expect(namesOf(home).toSorted()).toEqual(names.toSorted());
    const digests = new Set([contentsOf(home).digest]);
    for (const name of names.slice(1)) {
      write(home, name, name.endsWith(".json") ? "[3]" : "// changed");
      digests.add(contentsOf(home).digest);
      writeTree(home, {
        "lib/a.mjs": "export * from '../b.mjs';\nexport const c = await import( './c.cjs' );",
        "b.mjs": 'import weights from "./weights.json" with { type: "json" };\nimport { a } from "./lib/a.mjs";',
        "weights.json": [1, 2],
        "lib/c.cjs": "const d = require('./d.js'), fs = require('fs');",
        "lib/d.js": "exports.d = 1;",
        "side.js": 'import { join } from "node:path";',
      });
    }
    expect(digests.size).toBe(names.length);
    write(home, "unused.mjs", "export {};");
    expect(digests).toContain(contentsOf(home).digest);
  });

  it("does not take for imports what comments and texts say", () => {
    const home = writeTree(path.join(folder, "words"), {
      "pool.mjs": [
        '// import x from "lodash"',
        '/* import("tensor") and\n from "nowhere" */',
        'const text = "import \'lodash\'", other = \'it is from "lodash"\', third = `from "lodash"`;',
        'const url = "http://a.b/c"; object.import("x"); Array.from("x"); const from = 1; import.meta.url;',
        "export default (states) => states.filter((value) => value > from / 2);",
        "export { text as default } from './b.mjs';",
      ].join("\n"),
      "b.mjs": "",
    });
    expect(namesOf(home)).toEqual(["pool.mjs", "b.mjs"]);
  });

  it("looks beside the file that a link leads to, as Node does", () => {
    const home = writeTree(path.join(folder, "links"), {
      "pool.mjs": 'import "./link.mjs";',
      "real/a.mjs": 'import "./b.mjs";',
      "real/b.mjs": "",
    });
    symlinkSync(path.join("real", "a.mjs"), path.join(home, "link.mjs"));
    expect(namesOf(home)).toEqual(["pool.mjs", "real/a.mjs", "real/b.mjs"]);
  });
});

describe("a pooling module that cannot be followed is refused:", () => {
  it.each([
    ["a package", 'import { matrix } from "ml-matrix";', "pool.mjs imports the package ml-matrix"],
    ["a package's subpath", 'export default (await import("@org/math/x.js")).pool;', "the package @org/math/x.js"],
    ["a name of package.json", 'import "#inner";', "the package #inner"],
    ["a computed name", "export default await import(`./${name}.mjs`);", "whose name it computes"],
    ["a file that is missing", 'import "./gone.mjs";', "pool.mjs imports ./gone.mjs: "],
    ["an address", 'import "https://example.org/x.mjs";', "the package https://example.org/x.mjs"],
  ])("%s", (name, content, reason) => {
    const home = writeTree(path.join(folder, name.replaceAll(/\W/g, "-")), { "pool.mjs": content });
    expect(() => findModule("./pool.mjs", home)).toThrow(
      expect.objectContaining({
        code: "poolingModule",
        detail: { path: path.join(home, "pool.mjs"), reason: expect.stringContaining(reason) as string },
      }),
    );
  });
});
