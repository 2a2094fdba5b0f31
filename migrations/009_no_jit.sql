-- Compiling a plan costs more than running it: where the server has LLVM, a projection of one product took 48 ms
-- instead of 1, and a replay of 100,000 products 23 s instead of 3 (docs/benchmarks.md).
alter function append_image_events(text, integer, jsonb) set jit = off;
alter function replay_one_product(text) set jit = off;
alter function replay_product_images(text, text) set jit = off;
