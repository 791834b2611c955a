/** Small grammar for made-up records: eight topics, each with subjects, verbs and objects that go together. */
const topics: Readonly<Record<string, readonly (readonly string[])[]>> = {
  cooking: [
    ["The soup", "A slow stew", "Her bread dough", "The caramel", "This curry"],
    ["simmers", "rests", "thickens", "rises", "needs salt"],
    ["for an hour before dinner", "over a low flame", "with butter and thyme", "until the kitchen smells of garlic"],
  ],
  astronomy: [
    ["The comet", "A dying star", "The young galaxy", "Saturn's ring", "A pulsar"],
    ["brightens", "collapses", "drifts", "flickers", "turns"],
    ["far beyond the outer planets", "in the infrared", "every eleven years", "behind a veil of dust"],
  ],
  finance: [
    ["The bank", "A pension fund", "The central bank", "Her broker", "The auditor"],
    ["raised rates", "sold the bonds", "wrote off the loan", "hedged the currency", "froze the account"],
    ["after a weak quarter", "before the market closed", "to calm investors", "at the end of the fiscal year"],
  ],
  rivers: [
    ["The river bank", "A muddy stream", "The delta", "The old weir", "A flooded meadow"],
    ["erodes", "overflows", "freezes", "carries silt", "shelters herons"],
    ["every spring", "below the mill", "after three days of rain", "where the willows stand"],
  ],
  football: [
    ["The keeper", "A late striker", "The away side", "Their captain", "The referee"],
    ["saved a penalty", "scored twice", "pressed high", "left injured", "waved play on"],
    ["in the second half", "under the floodlights", "against the league leaders", "from a short corner"],
  ],
  medicine: [
    ["The surgeon", "A mild fever", "The vaccine", "Her physician", "The clinical trial"],
    ["reduced the swelling", "lasted two days", "lowered the risk", "found no infection", "enrolled patients"],
    ["in older adults", "without side effects", "after the operation", "at three hospitals"],
  ],
  software: [
    ["The compiler", "A flaky test", "The new parser", "Her pull request", "The cache"],
    ["fails silently", "passes locally", "leaks memory", "was reverted", "returns stale rows"],
    ["on the second run", "when the file is empty", "because of a race", "after the upgrade"],
  ],
  weather: [
    ["A warm front", "The first frost", "Heavy snow", "The sea fog", "A sudden squall"],
    ["moved in", "damaged the vines", "closed the pass", "lifted by noon", "broke the drought"],
    ["over the northern coast", "earlier than forecast", "during the night", "in the mountains"],
  ],
};

export const topicNames = Object.keys(topics);

/** A random number generator with a seed (mulberry32): numbers from 0 to 1. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A sentence about a topic. */
export function sentence(topic: string, random: () => number): string {
  const parts = (topics[topic] ?? []).map((choices) => choices[Math.floor(random() * choices.length)] ?? "");
  return `${parts.join(" ")}.`;
}
