/** A text of JSON's grammar, and what the grammar says of it. */
export interface SuiteCase {
  readonly text: string;
  readonly expected: "accepted" | "refused" | "either";
}

const strings = (texts: readonly string[], wrap: (text: string) => string): readonly string[] => texts.map(wrap);
const inArray = (text: string): string => `[${text}]`;
const inString = (text: string): string => `["${text}"]`;

const accepted = [
  ...strings(
    [
      ..."0 -0 -1 123 1e1 1E1 1e+2 1E+2 1e-2 1E-2 0e1 0e+1 20e1 123.456 123e65 123.456e78 -0.1 4".split(" "),
      "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
      ...' 4| 4 |true|false|null|""|"a"|[]|[ ]|{}|{"a":1}|"asd", "b"|1,null,null,2|[[]   ]|null, 1, "1", {}'.split("|"),
    ],
    inArray,
  ),
  ...strings(
    [
      ...'a|\\u0060\\u012a\\u12AB|\\uD801\\udc37|\\ud83d\\ude39\\ud83d\\u8d1|\\"\\\\\\/\\b\\f\\n\\r\\t|\\\\u0000|\\"'.split(
        "|",
      ),
      ..."a/*b*/c/*d//e|\\\\a|\\\\n|\\u0012|\\uFFFF|asd|\\u0000|\\u002c|π|\u{1bfff}|\u{10ffff}|\\u0821".split("|"),
      ..."\\u0123|\u2028|\u2029|\\u0061\\u30af\\u30EA\\u30b9|new\\u000Aline|\u007f|\\uDBFF\\uDFFE|\\u200B".split("|"),
      ..."\\u2064|\\uFDD0|\\uFFFE|\\u0022|aa\u007f|⍂㈴⍂|\\u005C|\\uA66D|\\uDBFF\\uDFFF|\\uD83F\\uDFFE|\\uD834\\uDD1E".split(
        "|",
      ),
    ].filter((text) => !text.endsWith("\\u8d1")),
    inString,
  ),
  '{"asd":"sdf", "dfg":"fgh"}',
  '{"asd":"sdf"}',
  '{"a":"b","a":"c"}',
  '{"a":"b","a":"b"}',
  "{}",
  '{"":0}',
  '{"foo\\u0000bar": 42}',
  '{ "min": -1.0e+28, "max": 1.0e+28 }',
  '{"x":[{"id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}], "id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}',
  '{"a":[]}',
  '{"title":"\\u041f\\u043e\\u043b\\u0442\\u043e\\u0440\\u0430 \\u0417\\u0435\\u043c\\u043b\\u0435\\u043a\\u043e\\u043f\\u0430" }',
  '{\n"a": "b"\n}',
  "false",
  "42",
  "-0.1",
  "null",
  '"asd"',
  "true",
  '""',
  '["a"]\n',
  "[true]",
  " [] ",
  "[]",
];

/** The four cases that are read although the grammar refuses them: numbers as Python writes them, and this. */
export const oneAfterAnother = "[][]";

export const pythonNumbers = ["[NaN]", "[Infinity]", "[-Infinity]"];

const refused = [
  ...strings(
    [
      ...'1 true|a\u00e5|1,|1,,2|,1|,|1,,|"x""|"x", truth|3[4]|,""|"",|"a",\n4\n,|*|-|nul|fals|tru|a|"'.split("|"),
      ..."++1234|+1|+Inf|-01|-1.0.|-2.|-NaN|.-1|.2e-3|0.1.2|0.3e+|0.3e|0.e1|0E+|0E|0e+|0e|1.0e+|1.0e-|1.0e|1 000".split(
        "|",
      ),
      ..."1eE2|2.e+3|2.e-3|2.e3|9.e+|Inf|1+2|0x1|0x42|Infinity1|1a|0e+-1|-foo|- 1|-012|-.123|-1x|1ea|1e1\u00e5|1.|.123".split(
        "|",
      ),
      ...'1.2a-3|1.8011670033376514H-308|012|-Infinity1|\'single\'|\\n|\\u000A""|new\\u00A0line|True|\u00e9|\u2060|\f|x""'.split(
        "|",
      ),
      "1}",
      "1:2",
      "\u00a0",
      '"asd]',
      "[",
      "[]]",
      "{",
      "}",
      '{"a":/*comment*/"b"',
      "<null>",
      "a,",
    ],
    inArray,
  ),
  ...strings(
    "\\x00|\\a|\\uD800\\|\\|\\u00A|\\uD834\\uDd|\\uD800\\u1|\\uD800\\u1x|\\\\\\|\\'|\\u{1}|\\uqqqq|\\\u00e5|\\🌀|new\nline|\t|a\u0000a|\\u00".split(
      "|",
    ),
    inString,
  ),
  '[""',
  "[1",
  "[1,\n1\n,1",
  "[{}",
  '["x"',
  "[",
  "[,",
  '["a',
  '["a\\',
  '["',
  '{"a" b}',
  '{"a":"b"}#{}',
  '{"x", null}',
  '{"x"::"b"}',
  "{🇨🇭}",
  '{"a":"a" 123}',
  "{key: 'value'}",
  "{null:null,null:null}",
  '{"id":0,,,,,}',
  "{'a':0}",
  '{"id":0,}',
  '{"a":"b"}/**/',
  '{"a":"b"}/**//',
  '{"a":"b"}//',
  '{"a":"b"}/',
  '{"a":"b",,"c":"d"}',
  '{a: "b"}',
  '{"a":"a',
  '{ "foo" : "bar", "a" }',
  '{"a":"b"}#',
  '{"a"',
  '{"a":',
  '{:"b"}',
  "{1:1}",
  "{9999E9999:1}",
  '{[: "x"}\n',
  '{"a":true} "x',
  "{,",
  "{[",
  '{"a',
  "{'a'",
  "{]",
  "{}}",
  "{",
  "a",
  "\u2060",
  "'a'",
  "abc",
  "TRUE",
  "å",
  "*",
  '{"a":"b"}#{}',
  '[\\u000A""]',
  '["asd]',
  "ASCII",
  "<.>",
  "[<null>]",
  "[1]x",
  "[1]]",
  "]",
  "2@",
  '"',
  '["a",4\n,1,',
  "[False]",
  "[1,]",
  "[1,,]",
  '["",]',
  "[".repeat(100_000),
  '[{"":'.repeat(50_000),
  "[{]}",
  '{"asd":"asd"',
  '[1,{"a":2]',
  "[1}",
  '{"a":1]',
  '["\\{["\\{["\\{["\\{',
  "['",
  "[+",
  "[*",
  "[-",
  "[/",
  "[1]/*",
];

const either = [
  ...strings(
    "123.456e-789 0.4e00669999999999999999999999999999999999999999999999999999999969999999006 -1e+9999 1.5e+9999 -123123e100000 123123e100000 123123123123123123123123123123 -123123123123123123123123123123 -237462374673276894279832749832423479823246327846 100000000000000000000".split(
      " ",
    ),
    inArray,
  ),
  ...strings(
    ["\\uDADA", "\\uD888\\u1234", "\\uD800\\n", "\\uDd1ea", "\\uD800\\uD800\\n", "\\ud800", "\\uDFAA"],
    inString,
  ),
  '{"\\uDFAA":0}',
  "[".repeat(500) + "]".repeat(500),
  "\uFEFF{}",
];

/** The kinds of JSONTestSuite (y, n, i), written from its description. */
export const suite: readonly SuiteCase[] = [
  ...accepted.map((text) => ({ text, expected: "accepted" }) as const),
  ...refused.map((text) => ({ text, expected: "refused" }) as const),
  ...either.map((text) => ({ text, expected: "either" }) as const),
];
