/** Whether English uses the singular. */
export function one(value: number): boolean {
  return value === 1;
}

/** Whether French uses the singular: for 0 and 1. */
export function oneInFrench(value: number): boolean {
  return value < 2;
}
