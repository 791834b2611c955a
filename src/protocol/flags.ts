/** A parameter's flag on the command line, without the dashes before it: `minDist` and `min_dist` are `min-dist`. */
export function flagOf(parameter: string): string {
  return parameter.replaceAll("_", "-").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
