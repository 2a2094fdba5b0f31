-- A row without a date was in no page of the catalogue. In a legacy table the column may be nullable: its rows are
-- shown after all others.
update products
set listed_at = (select coalesce(min(listed_at), now()) from products)
where listed_at is null;

alter table products
  alter column listed_at set default now(),
  alter column listed_at set not null;
