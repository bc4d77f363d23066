-- Plays the plugin in an Ardour session and records what it sends and what is heard of it. Run by tests/hosts/ardour.rs with ardour7-lua.
-- Environment: PLUGIN_UID; SESSION, a folder that does not exist yet; TEMPO in BPM; SECONDS of song after the loop is whole;
-- SEED of the loop; EVOLVE, a step of that parameter, set once the loop is whole; REROLLS, how often lane 1 being locked all is then written
-- anew, every REROLL_SECONDS of song. Prints "whole at N" (samples) once the loop is whole,
-- "silent from N" where the preview is switched off, and "done" at the end.

local folder, tempo = os.getenv("SESSION"), tonumber(os.getenv("TEMPO"))
local seconds, seed = tonumber(os.getenv("SECONDS")), tonumber(os.getenv("SEED"))
local rate = 48000

local backend = AudioEngine:set_backend("None (Dummy)", "", "")
backend:set_driver("10x Speed")
backend:set_buffer_size(512)
backend:set_sample_rate(rate)
local session = assert(create_session(folder, "take", rate), "no session")

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
local listener
for track in session:new_audio_track(2, 2, nil, 1, "listener", ARDOUR.PresentationInfo.max_order,
  ARDOUR.TrackMode.Normal, true):iter() do listener = track end
local plugin = ARDOUR.LuaAPI.new_plugin(session, os.getenv("PLUGIN_UID"), ARDOUR.PluginType.VST3, "")
assert(not plugin:isnil(), "the plugin did not load")
assert(player:add_processor_by_index(plugin, 0, nil, true) == 0, "the plugin was not inserted")
assert(recorder:input():midi(0):connect(player:output():midi(0):name()) == 0, "no connection")
for side = 0, 1 do
  assert(listener:input():audio(side):connect(player:output():audio(side):name()) == 0, "no sound connection")
end
listener:rec_enable_control():set_value(1, PBD.GroupControlDisposition.NoGroup)
recorder:rec_enable_control():set_value(1, PBD.GroupControlDisposition.NoGroup)

-- Sets a parameter by its name, in its own unit. Parameters are counted without those that are no input.
local function set_parameter(name, value)
  local inside, place = plugin:to_insert():plugin(0), 0
  for index = 0, inside:parameter_count() - 1 do
    if inside:parameter_is_control(index) and inside:parameter_is_input(index) then
      if inside:parameter_label(index) == name then
        return assert(ARDOUR.LuaAPI.set_processor_param(plugin, place, value), name .. " was not set")
      end
      place = place + 1
    end
  end
  error("no parameter " .. name)
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
local rerolls, every = tonumber(os.getenv("REROLLS")), tonumber(os.getenv("REROLL_SECONDS"))
if rerolls > 0 then
  set_parameter("Lock 1", 1)
  sleep(300)
end
for turn = 1, rerolls do
  local from = session:transport_sample()
  set_parameter("Re-roll", 17)
  sleep(100)
  set_parameter("Re-roll", 0)
  repeat sleep(100) until session:transport_sample() > from + every * rate
end
repeat sleep(100) until session:transport_sample() > whole + seconds * rate
set_parameter("Preview", 0)
local silent = session:transport_sample()
print("silent from " .. silent)
repeat sleep(100) until session:transport_sample() > silent + 4 * rate
session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
sleep(1000)
session:save_state("")
print("done")
close_session()
