-- Adds a batch to one bucket of a tally; domain/tallies.py has the law, adapters/memory_tallies.py
-- says the same in Python, and one contract suite holds both.
--
-- KEYS: the bucket, a hash of <place of the measure> SEP <cell> to a count; '' counts the folds.
--   Beside it <bucket>:rank, a sorted set of the ranked cells, and <bucket>:listed:<cell>, lists.
-- ARGV: cells ranked at most, unix time of its end, measures, names never emptied, entries listed;
--   then for each cell: the cell, its weight, its measures, the number of entries, the entries.

local SEP = '\31'
local bucket, rank = KEYS[1], KEYS[1] .. ':rank'
local cells_max, expire_at = tonumber(ARGV[1]), ARGV[2]
local measures, tail, listed = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local function field(place, cell) return place .. SEP .. cell end

local function list_of(cell) return bucket .. ':listed:' .. cell end

local function fold(cell) return string.match(cell, '(' .. SEP .. '.*)$') or '' end

local function whole_fold(cell)
  local names = {}
  for name in string.gmatch(cell .. SEP, '(.-)' .. SEP) do names[#names + 1] = name end
  for place = 1, #names - tail do names[place] = '' end
  return table.concat(names, SEP)
end

-- Entries come oldest first.
local function add(cell, counts, entries)
  for place = 1, measures do
    if counts[place] ~= '0' then
      redis.call('HINCRBY', bucket, field(place, cell), counts[place])
    end
  end
  if listed > 0 and #entries > 0 then
    for _, entry in ipairs(entries) do redis.call('LPUSH', list_of(cell), entry) end
    redis.call('LTRIM', list_of(cell), 0, listed - 1)
    redis.call('EXPIREAT', list_of(cell), expire_at)
  end
end

local function add_fold(folded, counts, entries)
  if redis.call('HEXISTS', bucket, field(1, folded)) == 0 then
    local folds = tonumber(redis.call('HGET', bucket, '') or 0)
    if folds >= cells_max * <folds_per_cell> then folded = whole_fold(folded) end
    if redis.call('HEXISTS', bucket, field(1, folded)) == 0 then
      redis.call('HINCRBY', bucket, '', 1)
    end
  end
  add(folded, counts, entries)
end

-- Fold the cell ranked lowest; return its rank, which the newcomer inherits.
local function make_room()
  local least = redis.call('ZPOPMIN', rank)
  local counts, entries = {}, {}
  for place = 1, measures do
    counts[place] = redis.call('HGET', bucket, field(place, least[1])) or '0'
    redis.call('HDEL', bucket, field(place, least[1]))
  end
  if listed > 0 then
    local newest_first = redis.call('LRANGE', list_of(least[1]), 0, -1)
    for place = #newest_first, 1, -1 do entries[#entries + 1] = newest_first[place] end
    redis.call('DEL', list_of(least[1]))
  end
  add_fold(fold(least[1]), counts, entries)
  return tonumber(least[2])
end

local at = 6
while ARGV[at] do
  local cell, weight = ARGV[at], tonumber(ARGV[at + 1])
  local counts, entries = {}, {}
  for place = 1, measures do counts[place] = ARGV[at + 1 + place] end
  at = at + 2 + measures
  local size = tonumber(ARGV[at])
  for place = 1, size do entries[place] = ARGV[at + place] end
  at = at + 1 + size
  if cell == '' or string.sub(cell, 1, 1) == SEP then
    add_fold(cell, counts, entries)
  else
    if not redis.call('ZSCORE', rank, cell) and redis.call('ZCARD', rank) >= cells_max then
      weight = weight + make_room()
    end
    redis.call('ZINCRBY', rank, weight, cell)
    add(cell, counts, entries)
  end
end
redis.call('EXPIREAT', bucket, expire_at)
redis.call('EXPIREAT', rank, expire_at)
