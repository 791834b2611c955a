import { expect, it } from "vitest";
import { markdownText } from "../../src/strings/markdownText.ts";

it("a text in Markdown is that text: no link, no command, no markup, on one line", () => {
  expect(markdownText("plain words, größer 中文")).toBe("plain words\\, größer 中文");
  expect(markdownText("[a](command:x)")).toBe("\\[a\\]\\(command\\:x\\)");
  expect(markdownText("<b> & `c` $(zap)\n# d\r\n\te")).toBe("\\<b\\> \\& \\`c\\` \\$\\(zap\\) \\# d e");
  expect(markdownText("http://a.b www.a.b c@d.e")).toBe("http\\:\\/\\/a\\.b www\\.a\\.b c\\@d\\.e");
  expect(markdownText("![p](http://a/b.png)|~~x~~\\")).toBe(
    "\\!\\[p\\]\\(http\\:\\/\\/a\\/b\\.png\\)\\|\\~\\~x\\~\\~\\\\",
  );
});
