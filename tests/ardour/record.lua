-- Plays the plugin in an Ardour session and records what it sends and what is heard of it. Run by tests/hosts/ardour.rs with ardour7-lua.
-- Environment: PLUGIN_UID; SESSION, a folder that does not exist yet; TEMPO in BPM; SECONDS of song after the loop is whole;
-- SEED of the loop; EVOLVE, a step of that parameter, set once the loop is whole; REROLLS, how often lane 1 being locked all is then written
-- anew, every REROLL_SECONDS of song, by drawn automation and by a MIDI key in turn; SEEKS, how often the transport then jumps, unrecorded,
-- and then plays through a loop region so many times. Prints "whole at N" (samples) once the loop is whole, "silent from N" where the preview
-- is switched off, "storm N S D A" (notes passed, sounding, doubled, ended alone) and "done" at the end.

local folder, tempo = os.getenv("SESSION"), tonumber(os.getenv("TEMPO"))
local seconds, seed = tonumber(os.getenv("SECONDS")), tonumber(os.getenv("SEED"))
local rate = 48000

local backend = AudioEngine:set_backend("None (Dummy)", "", "")
backend:set_driver("10x Speed")
backend:set_buffer_size(512)
backend:set_sample_rate(rate)
local session = assert(create_session(folder, "take", rate), "no session")
local seeks = tonumber(os.getenv("SEEKS"))

-- A loop region can only be made by hand, or in the file: three and a half bars, so that notes are cut off at its end.
if seeks > 0 then
  session:save_state("")
  session = nil
  close_session()
  local superclock, name = 508032000, folder .. "/take.ardour"
  local file = assert(io.open(name))
  local text = file:read("a")
  file:close()
  local bounds = ('start="a%d" end="a%d"'):format(10 * superclock, math.floor((10 + 840 / tempo) * superclock))
  local region = '<Location id="100000" name="Loop" ' .. bounds .. ' flags="IsAutoLoop" locked="0" cue="0"/>'
  local count
  text, count = text:gsub("<Locations/>", "<Locations>" .. region .. "</Locations>")
  assert(count == 1, "no locations in the session")
  file = assert(io.open(name, "w"))
  file:write(text)
  file:close()
  session = assert(load_session(folder, "take"), "the session did not load again")
end

local map = Temporal.TempoMap.fetch_writable()
map:set_tempo(Temporal.Tempo(tempo, tempo, 4), Temporal.timepos_t(0))
map:set_meter(Temporal.Meter(4, 4), Temporal.timepos_t(0))
Temporal.TempoMap.update(map)
map = nil

local midi = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
local function new_track(name)
  local made = session:new_midi_track(midi, midi, true, ARDOUR.PluginInfo(), nil, nil, 1, name,
    ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
  for track in made:iter() do return track end
end

local player, recorder = new_track("player"), new_track("recorder")
local keys = new_track("keys")
local listener
for track in session:new_audio_track(2, 2, nil, 1, "listener", ARDOUR.PresentationInfo.max_order,
  ARDOUR.TrackMode.Normal, true):iter() do listener = track end
local plugin = ARDOUR.LuaAPI.new_plugin(session, os.getenv("PLUGIN_UID"), ARDOUR.PluginType.VST3, "")
assert(not plugin:isnil(), "the plugin did not load")
assert(player:add_processor_by_index(plugin, 0, nil, true) == 0, "the plugin was not inserted")
local function lua_plugin(name, track, place)
  local made = ARDOUR.LuaAPI.new_luaproc(session, name)
  assert(not made:isnil(), name .. " is not there")
  assert(track:add_processor_by_index(made, place, nil, true) == 0, name .. " was not inserted")
  return made
end
local keyboard = lua_plugin("Quatrain keys", keys, 0)
local watch = seeks > 0 and lua_plugin("Quatrain watch", player, 1)
assert(player:input():midi(0):connect(keys:output():midi(0):name()) == 0, "no connection to the keys")
player:monitoring_control():set_value(ARDOUR.MonitorChoice.MonitorInput, PBD.GroupControlDisposition.NoGroup)
assert(recorder:input():midi(0):connect(player:output():midi(0):name()) == 0, "no connection")
for side = 0, 1 do
  assert(listener:input():audio(side):connect(player:output():audio(side):name()) == 0, "no sound connection")
end
listener:rec_enable_control():set_value(1, PBD.GroupControlDisposition.NoGroup)
recorder:rec_enable_control():set_value(1, PBD.GroupControlDisposition.NoGroup)

-- The place of a parameter among those that are input, by its name.
local function place_of(name)
  local inside, place = plugin:to_insert():plugin(0), 0
  for index = 0, inside:parameter_count() - 1 do
    if inside:parameter_is_control(index) and inside:parameter_is_input(index) then
      if inside:parameter_label(index) == name then return place, index end
      place = place + 1
    end
  end
  error("no parameter " .. name)
end

-- Sets a parameter by its name, in its own unit.
local function set_parameter(name, value)
  assert(ARDOUR.LuaAPI.set_processor_param(plugin, place_of(name), value), name .. " was not set")
end

-- Draws steps of a parameter: from each sample on its value.
local function draw(name, steps)
  local place, index = place_of(name)
  local list, control = ARDOUR.LuaAPI.plugin_automation(plugin, place)
  control:set_interpolation(Evoral.InterpolationStyle.Discrete)
  for _, step in ipairs(steps) do
    control:add(Temporal.timepos_t(math.floor(step[1])), step[2], false, false)
  end
  local parameter = Evoral.Parameter(ARDOUR.AutomationType.PluginAutomation, 0, index)
  plugin:to_automatable():automation_control(parameter, true):set_automation_state(ARDOUR.AutoState.Play)
end

local function sleep(milliseconds) ARDOUR.LuaAPI.usleep(milliseconds * 1000) end

session:goto_start()
session:maybe_enable_record(false)
session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
repeat sleep(50) until session:transport_sample() > rate
set_parameter("Seed", seed)
sleep(100)
set_parameter("Generate", 1)
sleep(100)
set_parameter("Generate", 0)
-- Far longer than a loop takes; that it is whole is checked in what is stored at the end. Nothing is saved while it records: Ardour 7.3 then
-- loses the ends of the notes that sound, whoever sent them (docs/hosts.md).
sleep(6000)
local whole = session:transport_sample()
print("whole at " .. whole)
set_parameter("Evolve", tonumber(os.getenv("EVOLVE")))
local rerolls, every = tonumber(os.getenv("REROLLS")), tonumber(os.getenv("REROLL_SECONDS")) * rate
if rerolls > 0 then
  local from = session:transport_sample() + 4 * rate
  local orders = { { 0, 0 } }
  for turn = 0, rerolls - 1, 2 do
    table.insert(orders, { from + turn * every, 17 })
    table.insert(orders, { from + turn * every + rate, 0 })
  end
  draw("Lock 1", { { 0, 0 }, { from - 2 * rate, 1 } })
  draw("Re-roll", orders)
  for turn = 1, rerolls - 1, 2 do
    repeat sleep(50) until session:transport_sample() > from + turn * every
    set_parameter("Seed", seed + turn)
    for _, key in ipairs({ 24, 0 }) do
      ARDOUR.LuaAPI.set_processor_param(keyboard, 0, key)
      sleep(100)
    end
  end
  repeat sleep(100) until session:transport_sample() > from + rerolls * every
end
repeat sleep(100) until session:transport_sample() > whole + seconds * rate
set_parameter("Preview", 0)
local silent = session:transport_sample()
print("silent from " .. silent)
repeat sleep(100) until session:transport_sample() > silent + 4 * rate
-- The plugin plays its loop to the end: what sounds when a recording stops Ardour ends itself, now and then at a senseless time.
if seeks == 0 then
  set_parameter("Loop", 0)
  repeat sleep(100) until session:transport_sample() > silent + 16 * rate
end
session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
sleep(1000)
session:save_state("")

if seeks > 0 then
  recorder:rec_enable_control():set_value(0, PBD.GroupControlDisposition.NoGroup)
  listener:rec_enable_control():set_value(0, PBD.GroupControlDisposition.NoGroup)
  local from_ui, roll = ARDOUR.TransportRequestSource.TRS_UI, ARDOUR.LocateTransportDisposition.MustRoll
  for seek = 1, seeks do
    session:request_locate(seek * 7919 * 1013 % (300 * rate), false, roll, from_ui)
    sleep(20 + seek * 37 % 150)
  end
  session:request_play_loop(true, true)
  sleep(100 * seeks)
  session:request_stop(false, false, from_ui)
  sleep(1000)
  local counts = {}
  for place = 0, 3 do table.insert(counts, math.floor(ARDOUR.LuaAPI.get_processor_param(watch, place, true))) end
  print("storm " .. table.concat(counts, " "))
end
print("done")
close_session()
