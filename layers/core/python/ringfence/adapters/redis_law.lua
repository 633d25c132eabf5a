-- Constants of the window law, written once in ringfence/domain, and the layout of a reading. While a
-- library loads there is no `ipairs` and no `string`: the loops below do without.

local SEP = '\31'
local WINDOWS = {<windows_ms>}
local COUNTERPARTS = {<counterparts>}
local SHARED = {<shared>}
local IS_SHARED = {}
for i = 1, #SHARED do IS_SHARED[SHARED[i]] = true end
local SHARED_MS = <shared_ms>
local SHARED_WINDOW = <shared_window> -- its place in WINDOWS
local BURST_MS = <burst_ms>
local BURST_WINDOW = <burst_window> -- its place in WINDOWS
local BASELINE_MS = <baseline_ms>
local OUTLIERS_MS = <outliers_ms>
local BASELINE_N = <baseline_transactions>
local NAMED_MAX = <named_users_max>
local LONGEST_MS = {<longest_ms>} -- what is this old is forgotten
local RETENTION_MS = {<retention_ms>}
local MAX_LATENESS_MS = <max_lateness_ms>
local TRIM_EVERY = 16
local LAYOUT = '<layout>'

-- The windows of each entity that are read, narrowest first.
local SCANNED = {}
for i = 1, #ENTITIES do SCANNED[ENTITIES[i]] = WINDOWS end
SCANNED.user = {}
for i = 1, #WINDOWS do SCANNED.user[i] = WINDOWS[i] end
SCANNED.user[#WINDOWS + 1], SCANNED.user[#WINDOWS + 2] = OUTLIERS_MS, BASELINE_MS

-- A time since, where it is not older than what is remembered.
local function remembered(entity, ago) return ago < LONGEST_MS[entity] and ago or NEVER end

-- A reading of absent entities, and after which of its values those of each entity stand.
local ABSENT, START = {}, {}
for i = 1, #ENTITIES do
  local entity = ENTITIES[i]
  START[entity] = #ABSENT
  ABSENT[#ABSENT + 1] = NEVER
  for _ = 1, 2 * #WINDOWS do ABSENT[#ABSENT + 1] = 0 end
  for _ = 1, #COUNTERPARTS[entity] do
    ABSENT[#ABSENT + 1] = NEVER
    for _ = 1, #WINDOWS do ABSENT[#ABSENT + 1] = 0 end
  end
end
