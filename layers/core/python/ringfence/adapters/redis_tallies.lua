-- Adds a batch to one bucket of a tally; domain/tallies.py has the law, adapters/memory_tallies.py
-- says the same in Python, and one contract suite holds both. Before this file stands
-- redis_tally_places.lua.
--
-- KEYS: the bucket, a hash of <place of the measure> SEP <cell> to a count. Beside them '#' counts the
--   ranked cells and '' the folds. Until the bucket is full nothing has to be ranked, and weights
--   stand in it as 'w' SEP <cell>; then they move to <bucket>:rank, a sorted set. Lists of entries are
--   <bucket>:listed:<cell>.
-- ARGV: cells ranked at most, unix time of its end, measures, names never emptied, entries listed;
--   then for each cell: the cell, its weight, its measures (the first is never 0), the number of
--   entries, the entries.

local cells_max, expire_at = tonumber(ARGV[1]), ARGV[2]
local is_full = call('EXISTS', rank) == 1

-- Add the measures after the first, and the entries, which come oldest first.
local function add_rest(cell, counts, entries)
  for place = 2, measures do
    if counts[place] and counts[place] ~= '0' then
      call('HINCRBY', bucket, place .. SEP .. cell, counts[place])
    end
  end
  if listed > 0 and #entries > 0 then
    local length = call('LPUSH', list_of(cell), unpack(entries))
    if length > listed then call('LTRIM', list_of(cell), 0, listed - 1) end
    if length == #entries then call('EXPIREAT', list_of(cell), expire_at) end
  end
end

local function add_fold(folded, counts, entries)
  if call('HEXISTS', bucket, 1 .. SEP .. folded) == 0 then
    local folds = tonumber(call('HGET', bucket, '') or 0)
    if folds >= cells_max * <folds_per_cell> then folded = whole_fold(folded) end
    if call('HEXISTS', bucket, 1 .. SEP .. folded) == 0 then call('HINCRBY', bucket, '', 1) end
  end
  call('HINCRBY', bucket, 1 .. SEP .. folded, counts[1])
  add_rest(folded, counts, entries)
end

-- The bucket has just become full: from now on its cells are ranked.
local function begin_ranking()
  local fields = call('HGETALL', bucket)
  for place = 1, #fields, 2 do
    local cell = string.match(fields[place], '^w' .. SEP .. '(.*)$')
    if cell then
      call('ZADD', rank, fields[place + 1], cell)
      call('HDEL', bucket, fields[place])
    end
  end
  is_full = true
end

-- Fold the cell ranked lowest; return its rank, which the newcomer inherits.
local function make_room()
  local least = call('ZPOPMIN', rank)
  local fields = fields_of(least[1])
  local counts, entries = call('HMGET', bucket, unpack(fields)), {}
  call('HDEL', bucket, unpack(fields))
  call('HINCRBY', bucket, '#', -1)
  if listed > 0 then
    local newest_first = call('LRANGE', list_of(least[1]), 0, -1)
    for place = #newest_first, 1, -1 do entries[#entries + 1] = newest_first[place] end
    call('DEL', list_of(least[1]))
  end
  add_fold(fold(least[1]), counts, entries)
  return tonumber(least[2])
end

local function add_cell(cell, weight, counts, entries)
  local is_new = call('HINCRBY', bucket, 1 .. SEP .. cell, counts[1]) == tonumber(counts[1])
  if is_new and call('HINCRBY', bucket, '#', 1) > cells_max then
    if not is_full then begin_ranking() end
    weight = weight + make_room()
  end
  if is_full then
    call('ZINCRBY', rank, weight, cell)
  else
    call('HINCRBY', bucket, 'w' .. SEP .. cell, weight)
  end
  add_rest(cell, counts, entries)
end

each_cell(function(cell, weight, counts, entries)
  if cell == '' or string.sub(cell, 1, 1) == SEP then
    add_fold(cell, counts, entries)
  else
    add_cell(cell, weight, counts, entries)
  end
end)
call('EXPIREAT', bucket, expire_at)
if is_full then call('EXPIREAT', rank, expire_at) end
