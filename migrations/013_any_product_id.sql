-- A product's id may be any text, and its row may have no time of listing: it is on sale all the same. Such rows come
-- last. The further columns let pages be counted in the index alone.
drop index if exists products_on_sale;
drop index if exists products_seller_id;
create index products_on_sale
  on products (coalesce(listed_at, '-infinity') desc, product_id desc) include (listed_at)
  where withdrawn_at is null;
create index products_seller_id
  on products (seller_id, coalesce(listed_at, '-infinity') desc, product_id desc) include (listed_at)
  where withdrawn_at is null;

-- What names a product whose id is too long for a button: the same as in src/domain/product_ref.ts. PostgreSQL calls
-- convert_to stable, because somebody may replace a conversion. Nobody does.
create function product_id_hash(p_product_id text) returns text
language sql immutable strict parallel safe
as $$
  select left(encode(sha256(convert_to(p_product_id, 'UTF8')), 'hex'), 32)
$$;

create index products_id_hash on products (product_id_hash(product_id))
  where product_id !~ '^(?!__|_-)[A-Za-z0-9_-]{1,46}$';

-- The username of a seller as the bot saw it last, and when. Only a name that the bot has seen lately is linked to: a
-- name can be given up, and be taken by somebody else.
alter table bot_users
  add column username text,
  add column username_seen_at timestamptz;

create index bot_users_username on bot_users (lower(username)) where username is not null;
