import { count } from "../strings.ts";

/** Words about files of pictures: coordinates that are given, in one data set or several. */
export const givenText = {
  dataSet: "Data set",
  dataSets: (sets: number) => `${count(sets, "data set")} in the file`,
  choose: "Choose the data set that is drawn",
  option: (name: string, records: number) => `${name} (${count(records, "record")})`,
  coordinates: "coordinates as given",
  coordinatesTitle:
    "The file gives the coordinates: no model read the texts, and of hidden states nothing is known. Each layer is drawn in the middle and at the same radius, x and y alike.",
  statusReady: "coordinates as given",
  statusTooltip: (records: string) =>
    `${records}, drawn at the coordinates that the file gives. No model read the texts.`,
  chooseDataSet: "Choose Data Set",
  placeholder: (file: string) => `Data set of ${file} to draw`,
  automatic: "The first data set",
  none: "This file holds no pictures of several data sets: there is nothing to choose.",
} as const;
