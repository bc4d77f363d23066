-- Makes the session that tests/hosts/panel.rs opens in Ardour's window: one MIDI track with the plugin. Run with ardour7-lua.
-- Environment: PLUGIN_UID; SESSION, a folder that does not exist yet. Prints "done" at the end.

local backend = AudioEngine:set_backend("None (Dummy)", "", "")
backend:set_driver("Normal Speed")
backend:set_buffer_size(1024)
backend:set_sample_rate(48000)
local session = assert(create_session(os.getenv("SESSION"), "take", 48000), "no session")
local midi = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
local track
for made in session:new_midi_track(midi, midi, true, ARDOUR.PluginInfo(), nil, nil, 1, "Quatrain",
  ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true):iter() do track = made end
local plugin = ARDOUR.LuaAPI.new_plugin(session, os.getenv("PLUGIN_UID"), ARDOUR.PluginType.VST3, "")
assert(not plugin:isnil(), "the plugin did not load")
assert(track:add_processor_by_index(plugin, 0, nil, true) == 0, "the plugin was not inserted")
session:save_state("")
print("done")
close_session()
