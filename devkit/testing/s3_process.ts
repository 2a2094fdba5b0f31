/**
 * A process that serves the embedded S3 until it is killed. It prints its endpoint.
 * Argument: folder.
 * @module
 */
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";

const [dir = ""] = Deno.args;
const server = await openEmbeddedS3({ dir, bucket: "shop" });
console.log(server.endpoint);
