//! What the editor looks like: a small software rasteriser paints egui's triangles, so that pictures need neither window nor GPU.
//! They go to `target/shots`.

use egui::epaint::{ClippedPrimitive, ColorImage, Mesh, Primitive, Vertex};
use egui::{Color32, Context, FullOutput, Pos2, Rect};
use egui_kittest::Harness;
use std::path::PathBuf;

/// Paints what `bench` shows now into `target/shots/NAME.png`, and returns the picture.
pub fn shoot<S>(bench: &Harness<'_, S>, name: &str) -> tiny_skia::Pixmap {
    let picture = paint(&bench.ctx, bench.output(), bench.ctx.pixels_per_point());
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/shots"));
    std::fs::create_dir_all(&folder).expect("target is there");
    picture.save_png(folder.join(format!("{name}.png"))).expect("the picture is written");
    picture
}

/// Points that the harness leaves free on every side.
const MARGIN: f32 = 8.0;

fn paint(context: &Context, output: &FullOutput, scale: f32) -> tiny_skia::Pixmap {
    let font = context.fonts(|fonts| fonts.image());
    let size = (context.viewport_rect().size() - egui::Vec2::splat(2.0 * MARGIN)) * scale;
    let mut canvas = Canvas::new(size.x.round() as usize, size.y.round() as usize);
    for ClippedPrimitive { clip_rect, primitive } in
        context.tessellate(output.shapes.clone(), context.pixels_per_point())
    {
        let Primitive::Mesh(mesh) = primitive else { continue };
        let margin = egui::Vec2::splat(MARGIN);
        canvas.mesh(&mesh, clip_rect.translate(-margin) * scale, &font, scale);
    }
    canvas.finish()
}

/// Premultiplied colours with gamma, as egui blends them.
struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<[f32; 4]>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Canvas {
        Canvas { width, height, pixels: vec![[0.0, 0.0, 0.0, 255.0]; width * height] }
    }

    fn mesh(&mut self, mesh: &Mesh, clip: Rect, font: &ColorImage, scale: f32) {
        for corners in mesh.indices.chunks_exact(3) {
            let corner = |index: usize| mesh.vertices[corners[index] as usize];
            self.triangle([corner(0), corner(1), corner(2)], clip, font, scale);
        }
    }

    fn triangle(&mut self, corners: [Vertex; 3], clip: Rect, font: &ColorImage, scale: f32) {
        let at =
            corners.map(|corner| Pos2::new((corner.pos.x - MARGIN) * scale, (corner.pos.y - MARGIN) * scale));
        let area = cross(at[0], at[1], at[2]);
        if area.abs() < 1e-9 {
            return;
        }
        let bounds = Rect::from_points(&at).intersect(clip);
        let bounds = bounds
            .intersect(Rect::from_min_max(Pos2::ZERO, Pos2::new(self.width as f32, self.height as f32)));
        for y in bounds.top().floor() as usize..bounds.bottom().ceil().max(0.0) as usize {
            for x in bounds.left().floor() as usize..bounds.right().ceil().max(0.0) as usize {
                let centre = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
                let weights = [
                    cross(at[1], at[2], centre) / area,
                    cross(at[2], at[0], centre) / area,
                    cross(at[0], at[1], centre) / area,
                ];
                // A centre on an edge belongs to the triangle on one side of it only.
                let inside = (0..3).all(|edge| {
                    weights[edge] > 0.0
                        || weights[edge] == 0.0 && owns(at[(edge + 1) % 3], at[(edge + 2) % 3], area)
                });
                if inside && clip.contains(centre) {
                    self.blend(x, y, colour(&corners, weights, font));
                }
            }
        }
    }

    fn blend(&mut self, x: usize, y: usize, [r, g, b, a]: [f32; 4]) {
        if x >= self.width || y >= self.height {
            return;
        }
        let under = &mut self.pixels[y * self.width + x];
        for (under, over) in under.iter_mut().zip([r, g, b, a]) {
            *under = over + *under * (1.0 - a / 255.0);
        }
    }

    fn finish(self) -> tiny_skia::Pixmap {
        let mut picture =
            tiny_skia::Pixmap::new(self.width as u32, self.height as u32).expect("it is not empty");
        for (to, from) in picture.pixels_mut().iter_mut().zip(&self.pixels) {
            let [r, g, b, _] = from.map(|channel| channel.round().clamp(0.0, 255.0) as u8);
            *to = tiny_skia::ColorU8::from_rgba(r, g, b, 255).premultiply();
        }
        picture
    }
}

fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// Of the two triangles that share an edge, the one that this edge is a top or left one of.
fn owns(from: Pos2, to: Pos2, area: f32) -> bool {
    let (dx, dy) = if area > 0.0 { (to.x - from.x, to.y - from.y) } else { (from.x - to.x, from.y - to.y) };
    dy < 0.0 || dy == 0.0 && dx > 0.0
}

/// The colour of a place in a triangle: that of its corners, times the font's.
fn colour(corners: &[Vertex; 3], weights: [f32; 3], font: &ColorImage) -> [f32; 4] {
    let mixed = |part: &dyn Fn(&Vertex) -> f32| -> f32 {
        corners.iter().zip(weights).map(|(corner, weight)| part(corner) * weight).sum()
    };
    let uv = (mixed(&|corner| corner.uv.x), mixed(&|corner| corner.uv.y));
    let texel = sample(font, uv.0 * font.size[0] as f32 - 0.5, uv.1 * font.size[1] as f32 - 0.5);
    std::array::from_fn(|channel| {
        mixed(&|corner| f32::from(corner.color.to_array()[channel])) * texel[channel] / 255.0
    })
}

/// Bilinear.
fn sample(font: &ColorImage, x: f32, y: f32) -> [f32; 4] {
    let (left, top) = (x.floor(), y.floor());
    let (right_share, bottom_share) = (x - left, y - top);
    let texel = |x: f32, y: f32| -> Color32 {
        let x = (x.max(0.0) as usize).min(font.size[0] - 1);
        let y = (y.max(0.0) as usize).min(font.size[1] - 1);
        font.pixels[y * font.size[0] + x]
    };
    let mut sum = [0.0; 4];
    for (dx, dy, share) in [
        (0.0, 0.0, (1.0 - right_share) * (1.0 - bottom_share)),
        (1.0, 0.0, right_share * (1.0 - bottom_share)),
        (0.0, 1.0, (1.0 - right_share) * bottom_share),
        (1.0, 1.0, right_share * bottom_share),
    ] {
        let colour = texel(left + dx, top + dy).to_array();
        sum.iter_mut().zip(colour).for_each(|(sum, channel)| *sum += f32::from(channel) * share);
    }
    sum
}
