-- The titles that have three pieces, wherever they are. The pieces are compared as one: GIN then begins with the rarest.
-- One by one, it takes eight times as long for a piece that is in each tenth title. It may not read the table instead.
create function all_titles_with(p_pieces text[]) returns setof titles_on_sale
language plpgsql stable
set plan_cache_mode = force_generic_plan
set jit = off
set enable_seqscan = off
set enable_indexscan = off
as $$
begin
  return query select t.* from titles_on_sale t where title_terms(t.title, t.number) @> p_pieces;
end $$;

-- As in migration 015, with one more step. Where two frequent words rarely stand together, many titles have the pieces of
-- a text and not the text itself: then each block costs much and finds nothing.
--
-- 4. If the titles to expect are no more than some thousand, and a block has found so little that all blocks will not fill
--    the page, the index finds all that is left at once.
create or replace function search_titles(p_text text, p_before bigint, p_limit integer)
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
  -- As many titles are read at once in 2 ms.
  c_many constant integer := 2000;
  c_everywhere constant text := 'everywhere';
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
  v_expected bigint;
  v_most integer := c_few;
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
  v_expected := v_found * v_floor / (3 * 4096);
  v_places := case when v_expected < c_few then array[c_everywhere] else '{}' end || array(select '#16:' || block from generate_series(v_floor - 1 >> 16, 0, -1) block);

  while cardinality(v_places) > 0 loop
    v_place := v_places[1];
    v_places := v_places[2:];
    v_is_part := v_place like '#12:%';
    v_titles := case
      when v_place = c_everywhere then array(select t from all_titles_with(v_pieces) t limit v_most)
      else array(
        select t from titles_with(v_pieces, array[v_place]) t limit case when not v_is_part then c_few end)
    end;
    if v_is_part or cardinality(v_titles) < (case v_place when c_everywhere then v_most else c_few end) then
      return query
        select t.number, t.product_id from unnest(v_titles) t
        where t.number < v_floor and t.title like v_pattern
        order by t.number desc limit v_left;
      get diagnostics v_found = row_count;
      v_left := v_left - v_found;
      exit when v_left <= 0 or v_place = c_everywhere;
      if v_place like '#16:%' and v_expected < c_many and cardinality(v_places) > 1
        and v_found * cardinality(v_places) < v_left
      then
        v_floor := split_part(v_place, ':', 2)::bigint << 16;
        v_places := array[c_everywhere] || v_places;
        -- The sample may have missed many titles. Then the blocks go on.
        v_most := 2 * c_many;
        v_expected := c_many;
      end if;
    elsif v_place <> c_everywhere then
      v_block := split_part(v_place, ':', 2);
      v_places := array(
        select '#12:' || part
        from generate_series(least(v_block * 16 + 15, v_floor - 1 >> 12), v_block * 16, -1) part
      ) || v_places;
    end if;
  end loop;
end $$;
