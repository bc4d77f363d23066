//! Colours, type scale and spacing of the editor: a quiet dark surface and one accent.
//!
//! Text reaches a contrast of 4.5:1 (WCAG 2.2 AA) on every surface that it is written on; a test holds that.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Galley, Margin, Stroke, TextStyle,
    Vec2, Visuals, vec2,
};
use score::Instrument;
use std::sync::Arc;

/// Behind everything: ink.
pub const GROUND: Color32 = Color32::from_rgb(0x12, 0x13, 0x16);
/// Sidebar and other raised surfaces.
pub const SURFACE: Color32 = Color32::from_rgb(0x1a, 0x1b, 0x20);
/// Lists and notes that lie above everything else.
pub const RAISED: Color32 = Color32::from_rgb(0x21, 0x22, 0x28);
/// Behind what is chosen: in a list, or while typing.
pub const SELECTION: Color32 = Color32::from_rgb(0x4a, 0x3a, 0x1c);
/// Controls that rest on a surface.
pub const CONTROL: Color32 = Color32::from_rgb(0x27, 0x28, 0x2f);
/// Controls under the pointer.
pub const CONTROL_HOT: Color32 = Color32::from_rgb(0x33, 0x34, 0x3c);
/// Hairlines between surfaces.
pub const LINE: Color32 = Color32::from_rgb(0x2c, 0x2d, 0x34);
/// Paper.
pub const TEXT: Color32 = Color32::from_rgb(0xec, 0xe8, 0xdf);
/// Labels and everything that is read second.
pub const TEXT_QUIET: Color32 = Color32::from_rgb(0xad, 0xab, 0xa6);
/// The one accent: what is asked, what is pressed, what sounds now.
pub const ACCENT: Color32 = Color32::from_rgb(0xf2, 0xb2, 0x4c);
pub const ACCENT_HOT: Color32 = Color32::from_rgb(0xf9, 0xc6, 0x74);
/// Text on the accent.
pub const ON_ACCENT: Color32 = Color32::from_rgb(0x1f, 0x15, 0x03);
/// What came as it was asked. A sign stands beside it.
pub const MET: Color32 = Color32::from_rgb(0x86, 0xd3, 0x9b);
/// Ground of an error.
pub const ERROR_GROUND: Color32 = Color32::from_rgb(0x43, 0x21, 0x22);
pub const ERROR_TEXT: Color32 = Color32::from_rgb(0xff, 0xc9, 0xc2);

/// Distances in points: everything is a multiple of four.
pub const GAP_SMALL: f32 = 4.0;
pub const GAP: f32 = 8.0;
pub const GAP_LARGE: f32 = 16.0;
/// Height of a row that can be clicked.
pub const ROW: f32 = 24.0;
/// Height of a line that holds a label and small controls.
pub const LINE_HEIGHT: f32 = 22.0;
pub const ROUND: u8 = 4;

/// Type scale in points.
pub const CAPTION: f32 = 11.0;
pub const SMALL: f32 = 12.5;
pub const BODY: f32 = 14.0;
pub const TITLE: f32 = 18.0;

/// Of titles and what is pressed.
fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// Of headings, which stand in capitals.
pub fn caption() -> FontId {
    FontId::new(CAPTION, medium())
}

pub fn small() -> FontId {
    FontId::proportional(SMALL)
}

pub fn body() -> FontId {
    FontId::proportional(BODY)
}

/// The same, a little stronger.
pub fn strong() -> FontId {
    FontId::new(BODY, medium())
}

pub fn title() -> FontId {
    FontId::new(TITLE, medium())
}

/// IBM Plex Sans Condensed: narrow, with figures of one width. What it lacks comes from egui's own fonts.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let regular = include_bytes!("../../fonts/IBMPlexSansCondensed-Regular.ttf");
    let medium_weight = include_bytes!("../../fonts/IBMPlexSansCondensed-Medium.ttf");
    let others = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (family, name, data) in [
        (FontFamily::Proportional, "Plex", FontData::from_static(regular)),
        (medium(), "Plex Medium", FontData::from_static(medium_weight)),
    ] {
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
        let names = std::iter::once(name.to_owned()).chain(others.iter().cloned());
        fonts.families.insert(family, names.collect());
    }
    fonts
}

/// A heading in capitals, a little spaced.
pub fn heading(text: &str) -> LayoutJob {
    let format = TextFormat { extra_letter_spacing: 0.9, ..TextFormat::simple(caption(), TEXT_QUIET) };
    LayoutJob::single_section(text.to_uppercase(), format)
}

/// `text` in one line no wider than `width`, with an ellipsis where it is cut. Its colour is given when it is painted.
pub fn elided(ui: &egui::Ui, text: &str, font: FontId, width: f32) -> Arc<Galley> {
    let format = TextFormat::simple(font, Color32::PLACEHOLDER);
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = TextWrapping::truncate_at_width(width);
    ui.painter().layout_job(job)
}

/// Gives `context` this look.
pub fn apply(context: &egui::Context) {
    context.set_fonts(fonts());
    context.set_theme(egui::Theme::Dark);
    context.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Heading, TITLE),
            (TextStyle::Body, BODY),
            (TextStyle::Button, BODY),
            (TextStyle::Small, SMALL),
            (TextStyle::Monospace, BODY),
        ]
        .map(|(text_style, size)| (text_style, FontId::new(size, FontFamily::Proportional)))
        .into();
        style.visuals = visuals();
        let spacing = &mut style.spacing;
        spacing.item_spacing = vec2(GAP, GAP_SMALL);
        spacing.button_padding = vec2(10.0, 4.0);
        spacing.interact_size = Vec2::new(ROW, LINE_HEIGHT);
        spacing.menu_margin = Margin::same(8);
        spacing.scroll = egui::style::ScrollStyle::thin();
        style.interaction.selectable_labels = false;
    });
}

fn visuals() -> Visuals {
    let mut visuals = Visuals::dark();
    visuals.panel_fill = GROUND;
    visuals.window_fill = RAISED;
    visuals.window_stroke = Stroke::new(1.0, LINE);
    visuals.menu_corner_radius = CornerRadius::same(ROUND + 3);
    visuals.extreme_bg_color = GROUND;
    visuals.faint_bg_color = CONTROL;
    visuals.weak_text_color = Some(TEXT_QUIET);
    visuals.selection.bg_fill = SELECTION;
    visuals.selection.stroke = Stroke::new(1.0, ACCENT_HOT);
    visuals.hyperlink_color = ACCENT;
    visuals.error_fg_color = ERROR_TEXT;
    let widgets = &mut visuals.widgets;
    for (state, fill, text) in [
        (&mut widgets.noninteractive, SURFACE, TEXT),
        (&mut widgets.inactive, CONTROL, TEXT),
        (&mut widgets.hovered, CONTROL_HOT, TEXT),
        (&mut widgets.active, CONTROL_HOT, TEXT),
        (&mut widgets.open, CONTROL_HOT, TEXT),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::NONE;
        state.fg_stroke = Stroke::new(1.0, text);
        state.corner_radius = CornerRadius::same(ROUND);
        state.expansion = 0.0;
    }
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, LINE);
    widgets.inactive.bg_stroke = Stroke::new(1.0, CONTROL_HOT);
    // Also the look of what has the keyboard.
    widgets.active.bg_stroke = focus_ring();
    visuals
}

/// The ring around what has the keyboard.
pub fn focus_ring() -> Stroke {
    Stroke::new(1.5, ACCENT_HOT)
}

/// Hue in degrees of each General MIDI family (and of the drums, last), spread so that what usually plays together differs.
const HUES: [f32; 17] = [
    150.0, 185.0, 318.0, 62.0, 255.0, 345.0, 290.0, 88.0, 125.0, 205.0, 335.0, 230.0, 272.0, 45.0, 105.0,
    20.0, 12.0,
];

/// The colour of an instrument in chips and in the roll: hue by family, lightness by place in the family.
/// Bright enough for dark text upon it and for itself upon the ground.
pub fn instrument(instrument: Instrument) -> Color32 {
    let family = usize::from(instrument.0 / 8).min(HUES.len() - 1);
    let place = f32::from(instrument.0 % 8) / 7.0;
    oklch(0.70 + 0.12 * place, 0.115, HUES[family])
}

/// sRGB of a colour in OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020).
fn oklch(lightness: f32, chroma: f32, hue: f32) -> Color32 {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    let linear = [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ];
    let [r, g, b] = linear.map(|channel| egui::ecolor::gamma_u8_from_linear_f32(channel.clamp(0.0, 1.0)));
    Color32::from_rgb(r, g, b)
}

/// `colour` over `ground`, `share` of it (0..=1).
pub fn mix(ground: Color32, colour: Color32, share: f32) -> Color32 {
    ground.lerp_to_gamma(colour, share.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(colour: Color32) -> f32 {
        let [r, g, b] = [colour.r(), colour.g(), colour.b()].map(egui::ecolor::linear_f32_from_gamma_u8);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(one: Color32, other: Color32) -> f32 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn text_can_be_read_on_every_surface() {
        for ground in [GROUND, SURFACE, RAISED, CONTROL, CONTROL_HOT] {
            for text in [TEXT, TEXT_QUIET, ACCENT, MET, ERROR_TEXT] {
                assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}: {}", contrast(text, ground));
            }
        }
        // Behind the density of a bar, and behind a chip that is on.
        assert!(contrast(TEXT, mix(CONTROL, ACCENT, 0.32)) >= 4.5);
        assert!(contrast(ACCENT, mix(SURFACE, ACCENT, 0.14)) >= 4.5);
        assert!(contrast(ACCENT_HOT, SELECTION) >= 4.5 && contrast(TEXT, SELECTION) >= 4.5);
        assert!(contrast(ON_ACCENT, ACCENT) >= 4.5 && contrast(ON_ACCENT, ACCENT_HOT) >= 4.5);
        assert!(contrast(ERROR_TEXT, ERROR_GROUND) >= 4.5);
    }

    #[test]
    fn every_instrument_stands_out_from_the_ground() {
        for program in 0..=128 {
            let colour = instrument(Instrument(program));
            assert!(contrast(colour, SURFACE) >= 4.5, "program {program}: {colour:?}");
        }
    }
}
