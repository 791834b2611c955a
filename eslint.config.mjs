import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/**", "out/**", "node_modules/**", "**/node_modules/**"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./webview/tsconfig.json", "./test/webview/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "no-console": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["src/**", "webview/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          // Every element becomes an argument: some 125 000 overflow the stack.
          selector:
            "CallExpression:matches([callee.property.name=/^(push|unshift|splice|concat|fromCharCode|fromCodePoint)$/], [callee.object.name='Math']) > SpreadElement[argument.type!='ArrayExpression']",
          message: "A call takes only so many arguments: go through the elements, or take `largest` and `smallest`.",
        },
      ],
    },
  },
  { files: ["src/cli.ts", "src/cli/**", "test/bench/**"], rules: { "no-console": "off" } },
  {
    files: ["**/*.{mjs,cjs}"],
    ...tseslint.configs.disableTypeChecked,
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      "no-console": "off",
      "@typescript-eslint/no-require-imports": "off",
    },
  },
);
