-- Where a bucket of a tally keeps what it counts, and how a batch is read: stands before
-- redis_tallies.lua and redis_tally_corrections.lua, which say what KEYS and ARGV are.

local SEP = '\31'
local call = redis.call
local bucket, rank = KEYS[1], KEYS[1] .. ':rank'
local measures, tail, listed = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local function list_of(cell) return bucket .. ':listed:' .. cell end

local function fields_of(cell)
  local fields = {}
  for place = 1, measures do fields[place] = place .. SEP .. cell end
  return fields
end

local function fold(cell) return string.match(cell, '(' .. SEP .. '.*)$') or '' end

local function whole_fold(cell)
  local names = {}
  for name in string.gmatch(cell .. SEP, '(.-)' .. SEP) do names[#names + 1] = name end
  for place = 1, #names - tail do names[place] = '' end
  return table.concat(names, SEP)
end

local function each_cell(act)
  local at = 6
  while ARGV[at] do
    local cell, weight = ARGV[at], tonumber(ARGV[at + 1])
    local counts, entries = {}, {}
    for place = 1, measures do counts[place] = ARGV[at + 1 + place] end
    at = at + 2 + measures
    local size = tonumber(ARGV[at])
    for place = 1, size do entries[place] = ARGV[at + place] end
    at = at + 1 + size
    act(cell, weight, counts, entries)
  end
end

