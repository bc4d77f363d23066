//! Where a file comes from, and how much of it is learned.

/// Sources that are mixed, measured and split together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Human band music.
    Band,
    /// Human classical music.
    Classical,
    /// Human drumming.
    Drums,
    /// Rule-made styles.
    Styles,
    /// Rule-made chorales.
    Chorales,
    /// Everything that this list does not know.
    Other,
}

impl Group {
    pub const ALL: [Group; 6] =
        [Group::Band, Group::Classical, Group::Drums, Group::Styles, Group::Chorales, Group::Other];

    /// Name in shard files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Group::Band => "band",
            Group::Classical => "classical",
            Group::Drums => "drums",
            Group::Styles => "styles",
            Group::Chorales => "chorales",
            Group::Other => "other",
        }
    }

    /// Share of the training sequences, before the shares of the groups that exist are scaled to one.
    pub fn weight(self) -> f64 {
        match self {
            Group::Band => 0.40,
            Group::Classical => 0.20,
            Group::Styles => 0.25,
            Group::Drums => 0.10,
            Group::Chorales => 0.05,
            Group::Other => 1.0,
        }
    }

    /// Group of the source called `source`; a folder may also have its group's own name.
    pub fn of(source: &str) -> Group {
        match source {
            "freedoom" | "freedoom_history" | "simutrans" | "blasphemer" => Group::Band,
            "mutopia" => Group::Classical,
            _ if source.starts_with("openscore_") => Group::Classical,
            "groove" => Group::Drums,
            "styles" => Group::Styles,
            "js_fakes" => Group::Chorales,
            _ => Group::ALL.into_iter().find(|group| group.name() == source).unwrap_or(Group::Other),
        }
    }

    /// Bars from one window's start to the next one's.
    pub fn stride(self) -> usize {
        if self == Group::Styles { score::BARS } else { 1 }
    }

    /// Whether files that share music are one song. Not so for rules that write the same bars again and again:
    /// that would be one giant song.
    pub fn joins_by_content(self) -> bool {
        self != Group::Styles
    }
}

/// The source of a file: the first folder of its path below the corpus folder; empty for a file right in it.
pub fn of_path(path: &str) -> &str {
    path.split_once('/').map_or("", |(source, _)| source)
}

/// Whether the velocities of a source were never played by anybody. Where only many of its files are so (freedoom_history: about
/// half), each window is looked at instead ([`super::fingerprint::has_dynamics`]).
pub fn has_flat_velocity(source: &str) -> bool {
    matches!(source, "js_fakes" | "mutopia")
}

/// The name under which versions of one song are filed: the file's stem without a leading content hash
/// (`12ab34cd_name.mid`). `None` where a stem says nothing about the song (no letter in it).
pub fn song_name(path: &str) -> Option<String> {
    let file = path.rsplit('/').next()?;
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_ascii_lowercase();
    let name = match stem.split_once('_') {
        Some((hash, rest)) if hash.len() >= 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => rest,
        _ => stem.as_str(),
    };
    name.chars().any(char::is_alphabetic).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_one_song_have_one_name() {
        assert_eq!(song_name("freedoom/musics/d_dm01.mid").as_deref(), Some("d_dm01"));
        assert_eq!(song_name("freedoom_history/c93e6173_d_dm01.mid").as_deref(), Some("d_dm01"));
        assert_eq!(song_name("js_fakes/midi/208.mid"), None);
    }

    #[test]
    fn sources_are_the_first_folder_and_unknown_ones_are_other() {
        assert_eq!(of_path("groove/drummer1/a.mid"), "groove");
        assert_eq!(of_path("a.mid"), "");
        assert_eq!(Group::of("openscore_lieder"), Group::Classical);
        assert_eq!(Group::of("lakh"), Group::Other);
        assert!(Group::ALL.into_iter().all(|group| Group::of(group.name()) == group));
    }
}
