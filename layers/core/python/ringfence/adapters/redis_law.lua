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
local RETENTION_MS = {<retention_ms>}
local MAX_LATENESS_MS = <max_lateness_ms>
local TRIM_EVERY = 16
local LAYOUT = '<layout>'
local MOVED = '-' -- stands in the place of a packed log that moved to sorted sets

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
