/** How tables write that there is no value, as pandas, R and spreadsheets do. */
export const missingWords: ReadonlySet<string> = new Set(
  "NaN nan NAN -NaN -nan None none null NULL Null NA N/A n/a <NA> #N/A #NA NaT".split(" "),
);
