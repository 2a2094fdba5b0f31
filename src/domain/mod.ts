/**
 * What can happen to a product's pictures, and what follows from it. Pure: no clock, no chance, no network, no
 * file, no `Deno`; whatever of these a decision needs comes in as an argument.
 * @module
 */
export * from "./columns.ts";
export * from "./decide.ts";
export * from "./events.ts";
export * from "./image_type.ts";
export * from "./object_key.ts";
export * from "./product_id.ts";
export * from "./product_images.ts";
export * from "./stored_event.ts";
