/** A parameter's flag on the command line, without the dashes before it: `minDist` is `min-dist`. */
export function flagOf(parameter: string): string {
  return parameter.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
