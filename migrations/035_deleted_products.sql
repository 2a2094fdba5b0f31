-- What was deleted for good, the latest first, for the console. An index entry is written only when a product is deleted.
create index products_deleted on products (deleted_for_good_at desc, product_id) where deleted_for_good_at is not null;
