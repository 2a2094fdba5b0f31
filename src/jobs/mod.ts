/**
 * Work that may wait: the queues on pg-boss, and what their jobs do. A job can be repeated at any point; it
 * knows no chat.
 * @module
 */
export { eraseProduct } from "./erase_product.ts";
export { openJobQueue } from "./queue.ts";
