//! Figures over many runs, what they should reach, and how they are shown.

use cpu_time::ThreadTime;
use serde_json::{Map, Value, json};
use std::time::Instant;

/// What was measured of one thing, run by run.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<f64>);

impl Figures {
    pub fn from(runs: impl IntoIterator<Item = f64>) -> Figures {
        Figures(runs.into_iter().collect())
    }

    pub fn push(&mut self, run: f64) {
        self.0.push(run);
    }

    /// The value below which a share `q` (0..=1) of the runs lie.
    pub fn quantile(&self, q: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted.get((q * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
    }

    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }
}

/// What is to be reached, by the median unless it says otherwise.
#[derive(Clone, Copy, Debug)]
pub enum Reach {
    AtLeast(f64),
    AtMost(f64),
    /// By all but one run in a thousand.
    NearlyAlwaysAtMost(f64),
    /// Nothing: it is told.
    Told,
}

#[derive(Default)]
pub struct Report(Vec<(String, Figures, Reach)>);

impl Report {
    pub fn add(&mut self, key: &str, figures: Figures, reach: Reach) {
        eprintln!("  {key}: {:.3}", figures.median());
        self.0.push((key.to_owned(), figures, reach));
    }

    /// One number.
    pub fn tell(&mut self, key: &str, value: f64, reach: Reach) {
        self.add(key, Figures(vec![value]), reach);
    }

    /// `{KEY: {median, p99, p999, runs}}`.
    pub fn json(&self) -> Value {
        let entry = |figures: &Figures| {
            let [median, p99, p999] = [0.5, 0.99, 0.999].map(|q| figures.quantile(q));
            json!({ "median": median, "p99": p99, "p999": p999, "runs": figures.0.len() })
        };
        Value::Object(
            self.0.iter().map(|(key, figures, _)| (key.clone(), entry(figures))).collect::<Map<_, _>>(),
        )
    }

    pub fn table(&self) -> String {
        let mut table = format!("{:36} {:>12} {:>12} {:>6}  to reach\n", "", "median", "99 %", "runs");
        for (key, figures, reach) in &self.0 {
            let (median, p99) = (figures.median(), figures.quantile(0.99));
            let (wanted, reached) = match *reach {
                Reach::AtLeast(least) => (format!(">= {least}"), median >= least),
                Reach::AtMost(most) => (format!("<= {most}"), median <= most),
                Reach::NearlyAlwaysAtMost(most) => {
                    let worst = figures.quantile(0.999);
                    (format!("99.9 % <= {most} (is {worst:.2})"), worst <= most)
                }
                Reach::Told => (String::new(), true),
            };
            let sign = if reached { "" } else { "   not reached" };
            table += &format!("{key:36} {median:12.3} {p99:12.3} {:6}  {wanted}{sign}\n", figures.0.len());
        }
        table
    }
}

/// Time of the calling thread, so that what else the machine does counts as little as it can; and that of the clock on the wall.
pub struct Clock(ThreadTime, Instant);

impl Clock {
    pub fn start() -> Clock {
        Clock(ThreadTime::now(), Instant::now())
    }

    pub fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }

    /// Of the clock on the wall.
    pub fn wall(&self) -> f64 {
        self.1.elapsed().as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_runs() {
        let figures = Figures::from((1..=1001).rev().map(f64::from));
        assert_eq!([0.0, 0.5, 0.99, 1.0].map(|q| figures.quantile(q)), [1.0, 501.0, 991.0, 1001.0]);
        assert!(Figures::default().median().is_nan());
    }

    #[test]
    fn the_table_says_what_was_not_reached() {
        let mut report = Report::default();
        report.tell("fast", 3.0, Reach::AtLeast(2.0));
        report.tell("slow", 3.0, Reach::AtMost(2.0));
        let table = report.table();
        let line = |key: &str| table.lines().find(|line| line.starts_with(key)).map(str::to_owned);
        assert!(!line("fast").expect("a line").contains("not reached"), "{table}");
        assert!(line("slow").expect("a line").ends_with("<= 2   not reached"), "{table}");
    }
}
