-- Pictures that the warm-up has uploaded before anybody asked for them. Nobody was shown them, so `pictures` does not count
-- them. Their bytes are among the bytes. A release that knows none writes 0.
alter table shown_pictures add column brought bigint not null default 0;

-- A product that is deleted for good leaves no count of its views either. The database does it itself, so that a process of
-- an older release does it too. Whoever adds views has this lock shared before it looks which products are deleted
-- (src/pictures/shown_counts.ts). So what was added before is seen here, and what comes later sees the deletion.
create function forget_product_views() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('product_views', 0));
  delete from product_views v where v.product_id = new.product_id;
  return null;
end $$;

create trigger products_forget_views after update of deleted_for_good_at on products
  for each row when (new.deleted_for_good_at is not null) execute function forget_product_views();

delete from product_views v using products p
where p.product_id = v.product_id and p.deleted_for_good_at is not null;
