/**
 * Work that may wait: the queues on pg-boss, and what their jobs do. A job can be repeated at any point; it
 * knows no chat.
 * @module
 */
export * from "./erase_objects.ts";
export * from "./erase_product.ts";
export * from "./queue.ts";
export * from "./stay_away.ts";
export * from "./store_image.ts";
