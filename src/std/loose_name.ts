/** A name without the differences that people do not see: case, accents, spaces, low lines, points. */
export function looseName(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\s_.\-]+/g, "");
}
