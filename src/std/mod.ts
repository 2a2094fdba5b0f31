/**
 * Small tools for waiting and bounding work. They know no word of the shop and import nothing of it.
 * @module
 */
export { pause } from "./pause.ts";
export { createSemaphore, type Semaphore } from "./semaphore.ts";
