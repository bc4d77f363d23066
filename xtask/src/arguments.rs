//! Checks a call before anything is built for it.

use crate::failure::Failure;

/// What a flag takes.
#[derive(Clone, Copy, PartialEq)]
pub enum Takes {
    Nothing,
    Folder,
    /// A number greater than zero.
    Amount,
    /// A number from the least to the greatest.
    Within(f64, f64),
    /// A whole number from the least to the greatest.
    Whole(u32, u32),
}

/// A flag that a command knows.
pub struct Flag {
    pub name: &'static str,
    pub takes: Takes,
    pub required: bool,
}

/// Checks that `arguments` are flags of `known`, each at most once and with a value that fits, and that nothing required is
/// missing. Returns them with every `--flag=value` split in two.
pub fn check(command: &str, known: &[Flag], arguments: &[String]) -> Result<Vec<String>, Failure> {
    let (mut seen, mut checked) = (Vec::new(), Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let (name, attached) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument.as_str(), None),
        };
        let Some(flag) = known.iter().find(|f| f.name == name) else {
            let names: Vec<_> = known.iter().map(|f| f.name).collect();
            let may = if names.is_empty() {
                "it takes none".into()
            } else {
                format!("it knows {}", names.join(", "))
            };
            return Err(Failure::Call(format!("{command} does not know {argument:?}; {may}")));
        };
        if seen.contains(&flag.name) {
            return Err(Failure::Call(format!("{command} got {name} twice; give it once")));
        }
        seen.push(flag.name);
        checked.push(name.to_owned());
        match flag.takes {
            Takes::Nothing if attached.is_none() => {}
            Takes::Nothing => return Err(Failure::Call(format!("{name} takes no value; give it alone"))),
            takes => {
                checked.push(value(name, takes, attached.or_else(|| rest.next().map(String::as_str)))?);
            }
        }
    }
    match known.iter().find(|f| f.required && !seen.contains(&f.name)) {
        Some(missing) => Err(Failure::Call(format!("{command} needs {}; add it", missing.name))),
        None => Ok(checked),
    }
}

fn value(name: &str, takes: Takes, value: Option<&str>) -> Result<String, Failure> {
    let text = value.filter(|v| !v.is_empty() && !v.starts_with("--"));
    let text = text.ok_or_else(|| Failure::Call(format!("{name} needs a value; write it after the flag")))?;
    let (fits, wants) = match takes {
        Takes::Nothing | Takes::Folder => (true, String::new()),
        Takes::Amount => {
            (text.parse().is_ok_and(|v: f64| v.is_finite() && v > 0.0), "a number above 0".to_owned())
        }
        Takes::Within(least, most) => {
            (text.parse().is_ok_and(|v: f64| (least..=most).contains(&v)), format!("{least} to {most}"))
        }
        Takes::Whole(least, most) => (
            text.parse().is_ok_and(|v: u32| (least..=most).contains(&v)),
            format!("a whole number from {least} to {most}"),
        ),
    };
    if fits {
        Ok(text.to_owned())
    } else {
        Err(Failure::Call(format!("{name} {text:?} is no value; give {wants}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [Flag; 5] = [
        Flag { name: "--out", takes: Takes::Folder, required: true },
        Flag { name: "--tempo", takes: Takes::Amount, required: false },
        Flag { name: "--json", takes: Takes::Nothing, required: false },
        Flag { name: "--bpm", takes: Takes::Within(20.0, 999.0), required: false },
        Flag { name: "--seed", takes: Takes::Whole(1, 9), required: false },
    ];

    fn complaint(call: &str) -> Option<String> {
        let arguments: Vec<String> = call.split_whitespace().map(str::to_owned).collect();
        check("demo", &KNOWN, &arguments).err().map(|failure| failure.to_string())
    }

    #[test]
    fn a_call_with_known_flags_in_any_order_passes() {
        for call in ["--out d", "--json --out d --tempo 133.7 --bpm 20 --seed 9", "--out=d --tempo=60"] {
            assert_eq!(complaint(call), None, "{call}");
        }
    }

    #[test]
    fn a_value_behind_an_equals_sign_is_handed_on_behind_a_space() {
        let call = ["--out=a=b", "--json"].map(str::to_owned);
        assert_eq!(check("demo", &KNOWN, &call).expect("a call"), ["--out", "a=b", "--json"]);
    }

    #[test]
    fn every_mistake_is_told_with_the_flag_that_it_is_about() {
        let mistakes = [
            ("--json", "--out"),
            ("--out", "--out"),
            ("--out --json", "--out"),
            ("--out d --tempo fast", "\"fast\""),
            ("--out d --tempo 0", "\"0\""),
            ("--out d --tempo nan", "\"nan\""),
            ("--out d --json=1", "--json"),
            ("--out d --out e", "--out"),
            ("--out d --bpm 3", "20 to 999"),
            ("--out d --bpm NaN", "20 to 999"),
            ("--out d --seed 0", "from 1 to 9"),
            ("--out d --seed 1.5", "from 1 to 9"),
            ("--out d --speed 3", "\"--speed\""),
            ("--out d stray", "\"stray\""),
        ];
        for (call, about) in mistakes {
            let complaint = complaint(call).expect("a mistake");
            assert!(complaint.contains(about) && !complaint.contains('\n'), "{call}: {complaint}");
        }
    }
}
