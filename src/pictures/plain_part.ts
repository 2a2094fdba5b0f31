/** The longest part of a key that nobody encodes in a URL. */
export function longestPlainPart(key: string): string {
  const parts = key.split(/[^\w.-]+/);
  return parts.reduce((longest, part) => part.length > longest.length ? part : longest);
}
