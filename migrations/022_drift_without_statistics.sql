-- Without nested loops, the plan of the search for wrong rows is right for any number of rows: each side is read once.
-- Before the first ANALYZE, after a restore for example, PostgreSQL expects one row of each side, and read the log of the
-- whole page once for each product.
alter function find_image_drift(text, text) set enable_nestloop = off;
