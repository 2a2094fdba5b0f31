import assert from "node:assert/strict";
import { withTransaction } from "../../src/postgres/mod.ts";
