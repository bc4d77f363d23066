//! What was asked of the loop that is shown, and what it is: two marks on one scale, for the whole loop and for each instrument that
//! something was asked of.

mod cell;
mod columns;
mod measure;

use super::theme;
use super::view::Music;
use columns::{Column, columns};
use egui::{Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use score::Instrument;

const HEAD: f32 = 16.0;
const ROW: f32 = 30.0;
/// From the top of a row to the middle of what is written there; scales lie below.
const LINE: f32 = 11.0;

/// Height of a line that says what gave way.
const NOTICE: f32 = 18.0;
/// Most of these.
const NOTICES: usize = 2;

/// Room for the name of what a row is about, in a table that is `wide`.
fn name_width(wide: f32) -> f32 {
    (wide * 0.15).clamp(92.0, 150.0)
}

/// Height of the table in a panel that is `tall`: in a low one rows have to be scrolled.
pub fn height(music: &Music, tall: f32) -> f32 {
    let notices = NOTICE * music.notices.len().min(NOTICES) as f32;
    theme::GAP + HEAD + ROW * (1 + shown(parts(music).len(), tall)) as f32 + notices + theme::GAP_SMALL
}

/// How many of `parts` rows of instruments are seen at once.
fn shown(parts: usize, tall: f32) -> usize {
    parts.min((((tall - 420.0) / 110.0) as usize).clamp(1, 5))
}

/// A table as wide as `ui` allows, and as high as [`height`] says.
pub fn asked_got(ui: &mut Ui, music: &Music, tall: f32) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(theme::GAP);
    let columns = columns(ui.available_width() - name_width(ui.available_width()));
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
    for (column, place) in spread(&columns, head) {
        let name = ui.painter().layout_job(theme::heading(column.name));
        ui.painter().galley(place.min, name, theme::TEXT_QUIET);
    }
    row(ui, &columns, None, music);
    let asked = parts(music);
    if !asked.is_empty() {
        let height = ROW * shown(asked.len(), tall) as f32;
        let area = ScrollArea::vertical()
            .id_salt("asked of instruments")
            .max_height(height)
            .min_scrolled_height(height);
        area.auto_shrink([false, true]).show(ui, |ui| {
            asked.iter().for_each(|&instrument| row(ui, &columns, Some(instrument), music));
        });
    }
    music.notices.iter().take(NOTICES).for_each(|said| notice(ui, said));
}

/// What gave way, in one line; all of it on hover.
fn notice(ui: &mut Ui, said: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), NOTICE), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said));
    let galley = theme::elided(ui, &format!("!  {said}"), theme::small(), rect.width());
    ui.painter().galley(rect.min, galley, theme::TEXT_QUIET);
    response.on_hover_text(said);
}

/// Instruments of which something was asked alone.
fn parts(music: &Music) -> Vec<Instrument> {
    let tracks = music.asked().map_or(&[][..], |asked| &asked.tracks);
    let asks = |track: &&score::Track| {
        [track.mean_pitch, track.mean_velocity, track.mean_duration, track.density]
            .iter()
            .any(Option::is_some)
    };
    tracks.iter().filter(asks).map(|track| track.instrument).collect()
}

/// One row: the whole loop, or one instrument of it.
fn row(ui: &mut Ui, columns: &[Column], instrument: Option<Instrument>, music: &Music) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.top(), egui::Stroke::new(1.0, theme::LINE));
    let name = instrument.map_or("Loop", Instrument::name);
    let mut left = rect.left();
    if let Some(instrument) = instrument {
        let swatch = Rect::from_min_size(pos2(left, rect.top() + 8.0), vec2(4.0, ROW - 16.0));
        ui.painter().rect_filled(swatch, 2.0, theme::instrument(instrument));
        left += 10.0;
    }
    let galley = theme::elided(ui, name, theme::small(), name_width(rect.width()) - 18.0);
    ui.painter().galley(pos2(left, rect.top() + LINE - galley.size().y / 2.0), galley, theme::TEXT);
    for (column, place) in spread(columns, rect) {
        let Some(cell) = measure::cell(column.what, instrument, music) else { continue };
        let place = place.with_max_x(place.right() - theme::GAP);
        let id = ui.scope_id().with((column.name, instrument.map(|instrument| instrument.0)));
        let response = ui.interact(place, id, Sense::hover());
        let said = match instrument {
            None => format!("{}: {}", column.name, cell.said()),
            Some(instrument) => {
                format!("{} {}: {}", instrument.name(), column.name.to_lowercase(), cell.said())
            }
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
        cell.paint(ui, place);
        response.on_hover_text(said);
    }
}

/// The columns and where they lie in `row`.
fn spread(columns: &[Column], row: Rect) -> impl Iterator<Item = (&Column, Rect)> {
    let name = name_width(row.width());
    let share = (row.width() - name) / columns.iter().map(|column| column.shares).sum::<f32>().max(1.0);
    let mut left = row.left() + name;
    columns.iter().map(move |column| {
        let place = Rect::from_min_size(pos2(left, row.top()), vec2(share * column.shares, row.height()));
        left = place.right();
        (column, place)
    })
}
