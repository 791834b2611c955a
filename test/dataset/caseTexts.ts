/** The texts and labels of most files in `test/fixtures/cases`. */
export const sentences = [
  "The harbour lights went out one by one.",
  "My parcel arrived two weeks late.",
  "The soup was warm and well seasoned.",
  "Our train stood still for an hour.",
  "A heron waited at the edge of the pond.",
  "The battery died after a single day.",
] as const;
export const moods = ["calm", "angry", "happy", "angry", "calm", "angry"] as const;
