-- How often each product was shown: what a new bot needs first. Each process adds its counts once a minute.
create table product_views (
  product_id text primary key,
  views bigint not null check (views > 0)
);

-- The products whose pictures another bot could send, the most viewed first: a new bot gets them in this order. The list is
-- made when a warm-up begins, and is empty when none runs.
create table warm_up_products (
  place bigint primary key,
  product_id text not null
);

-- The bot whose warm-up has ended. If it is not the bot of the columns, a warm-up is due. A release that knows none leaves it
-- as it is.
alter table image_projection_target add column warmed_bot_id bigint;
update image_projection_target set warmed_bot_id = bot_id;

-- Every public URL that a bucket has had. A row of an older shop may still name one of before, and no event says so.
create table public_urls (
  bucket text not null,
  public_url text not null,
  first_used_at timestamptz not null default now(),
  primary key (bucket, public_url)
);
insert into public_urls (bucket, public_url)
select upload.bucket, target.public_url
from image_projection_target target
cross join lateral (
  select e.data ->> 'bucket' as bucket from image_events e
  where e.slot = 'uploaded' order by e.position desc limit 1
) upload
where upload.bucket is not null;
