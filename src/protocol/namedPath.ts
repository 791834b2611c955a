/** Whether a path goes up as Windows writes it, which elsewhere is a name: no file of settings says so by chance. */
export function climbsByBackslash(named: string): boolean {
  return /(^|[\\/])\.\.\\|\\\.\.([\\/]|$)/.test(named);
}
