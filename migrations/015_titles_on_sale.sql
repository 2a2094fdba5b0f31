-- What is searched: a narrow row for each product on sale, and an index of the pieces of its title. The index needs no
-- extension, so every host has it. src/shop/search.ts calls search_titles().

-- What the index holds of a row: all pieces of 1, 2 and 3 characters of its title, and the blocks of 4,096 and of 65,536
-- numbers that it lies in. Blocks have more than 3 characters, so they are no pieces. Without a number: only the pieces.
-- It calls no function of ours: PostgreSQL builds indexes without our schema in the search path.
create function title_terms(p_title text, p_number bigint) returns text[]
language plpgsql immutable parallel safe
as $$
declare
  chars text[] := string_to_array(p_title, null);
  terms text[] := chars;
begin
  for i in 1 .. cardinality(chars) - 1 loop
    terms := terms || (chars[i] || chars[i + 1]);
  end loop;
  for i in 1 .. cardinality(chars) - 2 loop
    terms := terms || (chars[i] || chars[i + 1] || chars[i + 2]);
  end loop;
  if p_number is null then
    return terms;
  end if;
  return terms || ('#12:' || (p_number >> 12)) || ('#16:' || (p_number >> 16));
end $$;

create table titles_on_sale (
  -- In the order in which the products came on sale. It is the place from which a search goes on.
  number bigint generated always as identity primary key,
  product_id text not null unique,
  -- In small letters, '' if the product has none. What comes after 1,000 characters is not searched.
  title text not null
);

create function searched_title(p_title text) returns text
language sql immutable parallel safe
as $$
  select left(lower(coalesce(p_title, '') collate "default"), 1000)
$$;

-- The long part: nobody waits for it. What changes meanwhile is caught up below.
insert into titles_on_sale (product_id, title)
select product_id, searched_title(title) from products where withdrawn_at is null
order by coalesce(listed_at, '-infinity'), product_id;

-- A search would read all that waits to be sorted into the index: nothing waits.
create index titles_on_sale_terms on titles_on_sale
  using gin (title_terms(title, number)) with (fastupdate = off);

analyze titles_on_sale;

-- What a title on sale depends on; null for a product that is not on sale.
create function on_sale_as(p_product products) returns text
language sql immutable parallel safe
as $$
  select case when p_product.withdrawn_at is null then p_product.product_id || ' ' || coalesce(p_product.title, '') end
$$;

-- Another program may write products too, as a role without rights on our tables and with a search path of its own. An
-- operator may change the type of a column: a session that has run the function would fail at new.title from then on.
create function keep_title_on_sale() returns trigger language plpgsql security definer
-- A session keeps its plans: one that was made while the table was small would read all of it for each product.
set enable_seqscan = off
as $$
declare
  v_old jsonb := to_jsonb(old);
  v_new jsonb := to_jsonb(new);
  v_is_on_sale boolean := v_new is not null and v_new ->> 'withdrawn_at' is null;
begin
  if tg_op = 'TRUNCATE' then
    delete from titles_on_sale;
    return null;
  end if;
  if not v_is_on_sale or v_new ->> 'product_id' <> v_old ->> 'product_id' then
    delete from titles_on_sale t where t.product_id = v_old ->> 'product_id';
  end if;
  if v_is_on_sale then
    -- Not "on conflict": each change of a title would take a number.
    update titles_on_sale t set title = searched_title(v_new ->> 'title')
    where t.product_id = v_new ->> 'product_id';
    if not found then
      insert into titles_on_sale (product_id, title)
      values (v_new ->> 'product_id', searched_title(v_new ->> 'title'));
    end if;
  end if;
  return null;
end $$;

do $$
begin
  -- Temporary tables last: nobody can put one in the place of ours.
  execute format('alter function keep_title_on_sale() set search_path = %s, pg_temp', (
    select string_agg(quote_ident(name), ', ') from unnest(current_schemas(false)) name
  ));
end $$;

-- Writers of products wait from here to the end of the migration. Readers do not.
create trigger products_title_on_sale after insert or delete on products
  for each row execute function keep_title_on_sale();
create trigger products_truncated after truncate on products
  for each statement execute function keep_title_on_sale();
-- It names no column: PostgreSQL refuses to change the type of one that a trigger names.
create trigger products_title_changed after update on products
  for each row when (on_sale_as(old) is distinct from on_sale_as(new))
  execute function keep_title_on_sale();

delete from titles_on_sale t where not exists (
  select from products p where p.product_id = t.product_id and p.withdrawn_at is null
);
update titles_on_sale t set title = searched_title(p.title)
from products p where p.product_id = t.product_id and t.title <> searched_title(p.title);
insert into titles_on_sale (product_id, title)
select product_id, searched_title(title) from products p
where withdrawn_at is null
  and not exists (select from titles_on_sale t where t.product_id = p.product_id)
order by coalesce(listed_at, '-infinity'), product_id;

-- The titles at one of these places that have three pieces. The places come first, and each piece is compared on its own:
-- the index leaps to the place, and from one piece to the next, instead of reading all of the most frequent one.
create function titles_with(p_pieces text[], p_places text[]) returns setof titles_on_sale
language sql stable
as $$
  select t.* from titles_on_sale t
  where title_terms(t.title, t.number) && p_places
    and title_terms(t.title, t.number) @> p_pieces[1:1]
    and title_terms(t.title, t.number) @> p_pieces[2:2]
    and title_terms(t.title, t.number) @> p_pieces[3:3]
$$;

-- The products on sale with a text in their title, the newest first, before a number (null: from the newest one). It
-- reads few rows, whether the text is in all titles or in none:
--
-- 1. It looks through the last numbers. A frequent text is found there.
-- 2. Three sampled blocks tell how many titles to expect. If they are few, the index finds them all at once.
-- 3. Else it goes through the blocks of 65,536 numbers, and where too many titles are in a block, through its parts.
create function search_titles(p_text text, p_before bigint, p_limit integer)
returns table (number bigint, product_id text)
language plpgsql stable rows 20
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  c_walked constant integer := 300;
  -- As many titles are read and sorted in no time.
  c_few constant integer := 100;
  v_text text := searched_title(p_text);
  v_pattern text := '%' || regexp_replace(v_text, '([\\%_])', '\\\1', 'g') || '%';
  v_size integer := least(3, length(v_text));
  -- Its beginning, what joins two words, else its middle, and its end. For a short text, they are the same.
  v_pieces text[] := array[
    left(v_text, v_size),
    substr(v_text, greatest(1, coalesce(nullif(strpos(v_text, ' '), 0), length(v_text) / 2) - 1), v_size),
    right(v_text, v_size)
  ];
  -- Null if nothing is on sale.
  v_before bigint := (
    select least(p_before, max(t.number) + 1) from titles_on_sale t having max(t.number) is not null
  );
  v_floor bigint := case when v_text = '' then 0 else v_before - c_walked end;
  v_left integer := p_limit;
  v_found integer;
  -- What is still to be searched, the newest first.
  v_places text[];
  v_place text;
  v_block bigint;
  v_is_part boolean;
  v_titles titles_on_sale[];
begin
  return query
    select t.number, t.product_id from titles_on_sale t
    where t.number < v_before and t.number >= v_floor and t.title like v_pattern
    order by t.number desc limit v_left;
  get diagnostics v_found = row_count;
  v_left := v_left - v_found;
  if v_left <= 0 or v_floor is null or v_floor <= 1 then
    return;
  end if;

  v_places := array(select '#12:' || (v_floor * quarter / 4 >> 12) from generate_series(1, 3) quarter);
  select count(*) into v_found
  from (select from titles_with(v_pieces, v_places) limit c_few) sample;
  v_places := case
    -- A piece is a place too: everywhere.
    when v_found * v_floor / (3 * 4096) < c_few then v_pieces[1:1]
    else '{}'
  end || array(select '#16:' || block from generate_series(v_floor - 1 >> 16, 0, -1) block);

  while cardinality(v_places) > 0 loop
    v_place := v_places[1];
    v_places := v_places[2:];
    v_is_part := v_place like '#12:%';
    v_titles := array(
      select t from titles_with(v_pieces, array[v_place]) t limit case when not v_is_part then c_few end
    );
    if cardinality(v_titles) < c_few or v_is_part then
      return query
        select t.number, t.product_id from unnest(v_titles) t
        where t.number < v_floor and t.title like v_pattern
        order by t.number desc limit v_left;
      get diagnostics v_found = row_count;
      v_left := v_left - v_found;
      exit when v_left <= 0 or v_place = v_pieces[1];
    elsif v_place <> v_pieces[1] then
      v_block := split_part(v_place, ':', 2);
      v_places := array(
        select '#12:' || part
        from generate_series(least(v_block * 16 + 15, v_floor - 1 >> 12), v_block * 16, -1) part
      ) || v_places;
    end if;
  end loop;
end $$;

-- Whether a column of a product may name a picture of another one. It does not if each names nothing, or a picture in the
-- product's own folder. No SQL function: PostgreSQL finds the condition of the index only if it stays one call.
create function may_name_others(p_product_id text, p_urls text[]) returns boolean
language plpgsql immutable parallel safe
as $$
declare
  v_folder text := '/products/' || p_product_id || '/';
  v_name text;
begin
  for i in 1 .. cardinality(p_urls) loop
    v_name := split_part(p_urls[i], v_folder, 2);
    -- Its name is such as cover-0123456789abcdef.jpg. Nothing is encoded, there is no list, and no way out of the folder.
    if p_urls[i] is not null and not (
      left(v_name, 6) in ('cover-', 'thumb-') and length(v_name) = 26 and strpos(v_name, '/') = 0
      and p_urls[i] !~ '[^A-Za-z0-9_.:/-]' and strpos(p_urls[i], '/.') = 0
      and p_product_id <> '' and strpos(p_product_id, '/') = 0
    ) then
      return true;
    end if;
  end loop;
  return false;
end $$;

-- The rows of an older shop. Before a picture is deleted from B2, the shop looks whether one of them names it.
create index products_naming_others on products (product_id)
  where may_name_others(product_id, array[cover_image_url, thumbnail_url]);
