/**
 * Imported before the shop. A statement that a cell holds looks like one on a silent connection. Here no connection
 * counts as silent, however long the machine takes.
 * @module
 */
import { type Deadline, DEADLINES } from "../../../src/deadlines.ts";
import { HANG_MS } from "../../world/hang.ts";

const silence: { -readonly [K in keyof Deadline]: Deadline[K] } = DEADLINES.silence;
silence.ms = HANG_MS;
