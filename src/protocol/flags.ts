/** A parameter's flag on the command line, without the dashes before it: `minDist` and `min_dist` are `min-dist`, `MN_ratio` is `mn-ratio`. */
export function flagOf(parameter: string): string {
  return parameter
    .replaceAll("_", "-")
    .replaceAll(/(?<=[a-z0-9])[A-Z]/g, "-$&")
    .toLowerCase();
}
