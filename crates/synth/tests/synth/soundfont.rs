use crate::counting::calls_during;
use crate::play::{RATE, at, hear, off, on};
use score::Instrument;
use std::path::PathBuf;
use synth::{DRUMS, FontError, Message, Sounds, Synth};

/// Chunks of a RIFF file.
fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = name.to_vec();
    chunk.extend((content.len() as u32).to_le_bytes());
    chunk.extend(content);
    if content.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}

fn list(kind: &[u8; 4], chunks: &[Vec<u8>]) -> Vec<u8> {
    chunk(b"LIST", &[kind.to_vec(), chunks.concat()].concat())
}

fn name(text: &str) -> Vec<u8> {
    let mut name = text.as_bytes().to_vec();
    name.resize(20, 0);
    name
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn longs(longs: &[u32]) -> Vec<u8> {
    longs.iter().flat_map(|long| long.to_le_bytes()).collect()
}

/// The smallest SoundFont there is: one looped sine of A4 as program 0, an octave higher as drum kit.
fn smallest() -> Vec<u8> {
    const PERIOD: usize = 109;
    let mut samples: Vec<i16> = (0..PERIOD * 20)
        .map(|n| ((n as f64 * std::f64::consts::TAU / PERIOD as f64).sin() * 20_000.0) as i16)
        .collect();
    let end = samples.len() as u32;
    samples.resize(samples.len() + 46, 0);
    let data: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    let info = list(
        b"INFO",
        &[chunk(b"ifil", &words(&[2, 1])), chunk(b"isng", b"EMU8000\0"), chunk(b"INAM", b"Smallest")],
    );
    let sample_list = list(b"sdta", &[chunk(b"smpl", &data)]);
    // Program 0 of bank 0 and of bank 128, then the end marks that the format asks for.
    let phdr = [
        [name("Sine"), words(&[0, 0, 0]), longs(&[0, 0, 0])].concat(),
        [name("Kit"), words(&[0, 128, 1]), longs(&[0, 0, 0])].concat(),
        [name("EOP"), words(&[0, 0, 2]), longs(&[0, 0, 0])].concat(),
    ]
    .concat();
    let pbag = words(&[0, 0, 1, 0, 3, 0]);
    let pgen = words(&[41, 0, 51, 12, 41, 0, 0, 0]);
    let inst = [[name("Sine"), words(&[0])].concat(), [name("EOI"), words(&[1])].concat()].concat();
    let ibag = words(&[0, 0, 2, 0]);
    let igen = words(&[54, 1, 53, 0, 0, 0]);
    let header = |text: &str, start: u32, end: u32| {
        [name(text), longs(&[start, end, start + 109, end - 109, 48_000]), vec![69, 0], words(&[0, 1])]
            .concat()
    };
    let shdr = [header("Sine", 0, end), header("EOS", 0, 218)].concat();
    let modulators = vec![0; 10];
    let hydra = list(
        b"pdta",
        &[
            chunk(b"phdr", &phdr),
            chunk(b"pbag", &pbag),
            chunk(b"pmod", &modulators),
            chunk(b"pgen", &pgen),
            chunk(b"inst", &inst),
            chunk(b"ibag", &ibag),
            chunk(b"imod", &modulators),
            chunk(b"igen", &igen),
            chunk(b"shdr", &shdr),
        ],
    );
    chunk(b"RIFF", &[b"sfbk".to_vec(), info, sample_list, hydra].concat())
}

/// `bytes` as a file that is gone when the test is over.
struct Bank(PathBuf);

impl Bank {
    fn new(test: &str, bytes: &[u8]) -> Bank {
        let path = std::env::temp_dir().join(format!("quatrain-{test}-{}.sf2", std::process::id()));
        std::fs::write(&path, bytes).expect("a file can be written");
        Bank(path)
    }

    fn sounds(&self) -> Result<Sounds, FontError> {
        Sounds::read(&self.0, RATE as f64)
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn a_soundfont_takes_the_place_of_the_built_in_sounds_and_leaves_it_without_a_click() {
    let bank = Bank::new("swap", &smallest());
    let mut synth = Synth::new(RATE as f64);
    assert!(synth.use_sounds(Box::new(bank.sounds().expect("a SoundFont"))).is_ok());
    let heard = hear(&mut synth, &[at(0, on(0, 69, 100))], RATE / 2);
    assert!(heard.rms(RATE / 10..RATE / 2) > 0.01, "{}", heard.rms(RATE / 10..RATE / 2));
    let smooth = heard.largest_step();
    assert!(synth.use_sounds(Box::default()).is_ok());
    assert!(synth.retired().is_none(), "they still fade");
    assert!(synth.use_sounds(Box::default()).is_err(), "not before these are taken home");
    let leaving = hear(&mut synth, &[], RATE / 10);
    assert!(leaving.largest_step() < smooth * 1.5 + 0.01, "{smooth} to {}", leaving.largest_step());
    assert!(synth.retired().is_some());
    hear(&mut synth, &[at(0, on(0, 60, 100))], RATE / 2);
    assert!(!synth.is_silent());
}

#[test]
fn the_drum_kit_of_a_soundfont_plays_on_whatever_channel_the_drums_are() {
    let bank = Bank::new("kit", &smallest());
    let periods = |channel, instrument: Option<Instrument>| {
        let mut synth = Synth::new(RATE as f64);
        assert!(synth.use_sounds(Box::new(bank.sounds().expect("a SoundFont"))).is_ok());
        instrument.into_iter().for_each(|i| synth.tell(Message::Instrument { channel, instrument: i }));
        let heard = hear(&mut synth, &[at(0, on(channel, 69, 100))], RATE).mono();
        heard.windows(2).filter(|pair| pair[0] <= 0.0 && pair[1] > 0.0).count()
    };
    let (sine, kit) = (periods(0, None), periods(DRUMS, None));
    assert!((438..=442).contains(&sine) && (876..=884).contains(&kit), "{sine} and {kit}");
    assert_eq!(periods(3, Some(Instrument::DRUMS)), kit);
    assert_eq!(periods(DRUMS, Some(Instrument(0))), sine);
}

#[test]
fn playing_a_soundfont_neither_allocates_nor_frees() {
    let bank = Bank::new("allocation", &smallest());
    let mut synth = Synth::new(RATE as f64);
    let mut sounds = Some(Box::new(bank.sounds().expect("a SoundFont")));
    let mut built_in = Some(Box::new(Sounds::built_in()));
    let (mut left, mut right) = (vec![0.0; 512], vec![0.0; 512]);
    let calls = calls_during(|| {
        sounds.take().into_iter().for_each(|sounds| assert!(synth.use_sounds(sounds).is_ok()));
        for block in 0..200u8 {
            let key = 40 + block % 40;
            let player = Message::Instrument { channel: block % 16, instrument: Instrument(block % 129) };
            let mut events =
                [at(0, player), at(3, on(block % 16, key, 90)), at(100, off(block % 16, key - 1))];
            if block % 60 == 59 {
                events[2].message = Message::Silence;
            }
            synth.process(&events, &mut left, &mut right);
        }
        built_in.take().into_iter().for_each(|sounds| assert!(synth.use_sounds(sounds).is_ok()));
        synth.process(&[], &mut left, &mut right);
        sounds = synth.retired();
    });
    assert_eq!(calls, 0);
    assert!(sounds.is_some());
}

#[test]
fn silence_ends_a_soundfont_too_and_the_next_note_is_heard() {
    let bank = Bank::new("silence", &smallest());
    let mut synth = Synth::new(RATE as f64);
    assert!(synth.use_sounds(Box::new(bank.sounds().expect("a SoundFont"))).is_ok());
    hear(&mut synth, &[at(0, on(0, 69, 100))], RATE / 4);
    let heard = hear(&mut synth, &[at(0, Message::Silence)], RATE / 4);
    assert!(heard.left[RATE / 50..].iter().all(|x| *x == 0.0));
    let heard = hear(&mut synth, &[at(0, on(0, 69, 100))], RATE / 4);
    assert!(heard.rms(RATE / 10..RATE / 4) > 0.01);
}

#[test]
fn a_missing_or_damaged_file_is_an_error_in_words() {
    let error =
        Sounds::read(&PathBuf::from("/nowhere/at.sf2"), 48_000.0).err().expect("an error").to_string();
    assert!(error.contains("/nowhere/at.sf2"), "{error}");
    let whole = smallest();
    for length in [0, 3, 12, 100, whole.len() / 2, whole.len() - 20] {
        let bank = Bank::new(&format!("damaged-{length}"), &whole[..length]);
        let error = bank.sounds().err().expect("an error").to_string();
        assert!(error.contains("damaged"), "{length}: {error}");
    }
}
