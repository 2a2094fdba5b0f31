-- The ids by which the running bot may send a product's pictures. The name is the legacy shop's; where its own
-- migration ran already, the columns stay as they are.
alter table products
  add column if not exists telegram_thumb_file_id text,
  add column if not exists telegram_cover_file_id text;

create index if not exists products_telegram_thumb_file_id
  on products (telegram_thumb_file_id) where telegram_thumb_file_id is not null;
create index if not exists products_telegram_cover_file_id
  on products (telegram_cover_file_id) where telegram_cover_file_id is not null;
