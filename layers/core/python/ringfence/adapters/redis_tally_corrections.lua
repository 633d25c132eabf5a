-- Takes sightings back from one bucket of a tally; the law and the layout are those of
-- redis_tallies.lua, and what stands before this file: redis_tally_places.lua.
--
-- KEYS: the bucket.
-- ARGV: cells ranked at most (unused), unix time of its end (unused), measures, names never emptied,
--   entries listed; then for each cell what redis_tallies.lua takes.

local function holds(cell, counts)
  local found = call('HMGET', bucket, unpack(fields_of(cell)))
  if not found[1] then return false end
  for place = 1, measures do
    if tonumber(found[place] or 0) < tonumber(counts[place]) then return false end
  end
  return true
end

local function place_of(cell, counts)
  local places = {cell, fold(cell), whole_fold(cell)}
  for place = 1, 3 do
    if holds(places[place], counts) then return places[place], places end
  end
  return places[3], places
end

local function forget(cell)
  call('HDEL', bucket, unpack(fields_of(cell)))
  call('DEL', list_of(cell))
  if cell == '' or string.sub(cell, 1, 1) == SEP then
    call('HINCRBY', bucket, '', -1)
    return
  end
  call('HINCRBY', bucket, '#', -1)
  call('HDEL', bucket, 'w' .. SEP .. cell)
  call('ZREM', rank, cell)
end

local function take_back(cell, weight, counts, entries)
  local at, places = place_of(cell, counts)
  if call('HEXISTS', bucket, 1 .. SEP .. at) == 0 then return end
  if at == cell and call('EXISTS', rank) == 1 then
    call('ZINCRBY', rank, -weight, at)
  elseif at == cell then
    call('HINCRBY', bucket, 'w' .. SEP .. at, -weight)
  end
  local left
  for place = measures, 1, -1 do
    left = call('HINCRBY', bucket, place .. SEP .. at, -counts[place])
  end
  for place = 1, 3 do
    for _, entry in ipairs(entries) do call('LREM', list_of(places[place]), 0, entry) end
  end
  if left <= 0 then forget(at) end
end

if call('EXISTS', bucket) == 1 then each_cell(take_back) end
