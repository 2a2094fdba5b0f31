/** The least and the most of each field: minute, hour, day of the month, month, day of the week. */
const BOUNDS = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 7]] as const;

/** Whether a text is a cron line of five fields with numbers, such as `23 3 * * 1-5`. Names and `@daily` are none. */
export function isCron(text: string): boolean {
  const fields = text.split(/ +/);
  return fields.length === BOUNDS.length &&
    BOUNDS.every(([least, most], at) =>
      fields[at]!.split(",").every((part) => isPart(part, least, most))
    );
}

/** The most days from one time of a cron line to the next, by its fields: 1, 7, 31 or 366. The line must be right. */
export function mostDaysBetween(cron: string): number {
  const [, , dayOfMonth, month, dayOfWeek] = cron.split(/ +/);
  if (month !== "*") return 366;
  // Where both are given, either makes it time.
  if (dayOfWeek !== "*") return 7;
  return dayOfMonth === "*" ? 1 : 31;
}

/** `*`, `7`, `7-9`, and each with `/2` behind it. */
function isPart(part: string, least: number, most: number): boolean {
  const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
  if (match === null) return false;
  const [, first = String(least), last = first, step = "1"] = match;
  const [from, to] = [Number(first), Number(last)];
  return from >= least && from <= to && to <= most && Number(step) >= 1;
}
