use super::*;

const PIANO: Instrument = Instrument(0);
const BASS: Instrument = Instrument(33);

#[test]
fn an_instrument_keeps_its_place_and_its_channel_when_others_come_and_go() {
    let mut rack = Rack::default();
    rack.set_asked(&[PIANO, Instrument::DRUMS, BASS]);
    assert_eq!(rack.channels(), [(PIANO, 0), (Instrument::DRUMS, 9), (BASS, 1)]);
    rack.remove(PIANO);
    assert_eq!((rack.place(BASS), rack.of(BASS).map(|lane| lane.channel)), (Some(2), Some(1)));
    rack.add(Instrument(40));
    assert_eq!(rack.place(Instrument(40)), Some(0), "the first free place");
    assert_eq!(rack.asked(), [Instrument::DRUMS, BASS, Instrument(40)]);
}

#[test]
fn there_are_sixteen_places_and_sixteen_channels() {
    let mut rack = Rack::default();
    let added = (0..20).filter(|&program| rack.add(Instrument(program))).count();
    assert_eq!(added, 16);
    let channels: std::collections::BTreeSet<u8> = rack.channels().iter().map(|c| c.1).collect();
    assert_eq!((channels.len(), channels.contains(&9)), (15, false), "the last two share one");
}

#[test]
fn what_the_composer_chose_sounds_but_is_not_asked_for_again() {
    let mut rack = Rack::default();
    rack.adopt(&[PIANO, BASS]);
    rack.set_locked(0, 1, true);
    assert_eq!((rack.asked(), rack.instruments()), (vec![], vec![BASS, PIANO]));
    rack.adopt(&[BASS, Instrument(40)]);
    assert_eq!(rack.instruments(), [BASS, Instrument(40)]);
    rack.add(BASS);
    rack.adopt(&[Instrument(40)]);
    assert_eq!(rack.asked(), [BASS], "what is asked for stays, also where it is silent");
}

#[test]
fn a_level_comes_back_and_a_rack_that_was_stored_without_any_plays_as_it_is_written() {
    let mut rack = Rack::default();
    rack.set_asked(&[PIANO, BASS]);
    rack.set_level(0, 80);
    rack.set_level(1, 255);
    let text = serde_json::to_string(&rack).expect("it can be stored");
    let back: Rack = serde_json::from_str(&text).expect("a rack");
    assert_eq!((back.lane(0).map(|l| l.level), back.lane(1).map(|l| l.level)), (Some(80), Some(LOUDEST)));
    let first: Rack = serde_json::from_str(r#"[{"instrument":0,"channel":3}]"#).expect("a rack");
    assert_eq!(first.lane(0).map(|lane| lane.level), Some(100));
}

#[test]
fn an_exchange_leaves_what_sounds_its_lane_and_takes_away_the_rest() {
    let amounts = Amounts { density: Some(3), ..Amounts::default() };
    let mut rack = Rack::default();
    rack.set_asked(&[PIANO, BASS, Instrument(40)]);
    rack.exchange(&[(Instrument(50), amounts), (BASS, Amounts::default())], &[PIANO]);
    assert_eq!(rack.asked(), [BASS, Instrument(50)]);
    assert_eq!(rack.instruments(), [BASS, PIANO, Instrument(50)]);
    assert_eq!((rack.place(PIANO), rack.place(BASS)), (Some(0), Some(1)), "they keep their places");
    assert_eq!(rack.tracks()[1].density, Some(3.0));
    let sixteen: Vec<_> = (60..76).map(|program| (Instrument(program), Amounts::default())).collect();
    rack.exchange(&sixteen, &[PIANO]);
    assert_eq!(rack.asked().len(), 16, "what was asked for has precedence");
}

#[test]
fn a_rack_from_elsewhere_is_put_right() {
    let text = r#"[null,{"instrument":33,"channel":99},{"instrument":33,"channel":1},{"instrument":200,"channel":1}]"#;
    let rack: Rack = serde_json::from_str(text).expect("a rack");
    assert_eq!(rack.tidy().channels(), [(BASS, 15)]);
    assert_eq!(rack.tidy().place(BASS), Some(1));
}
