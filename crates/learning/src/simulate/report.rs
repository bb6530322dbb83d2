//! The report of a simulation: one HTML page with SVG plots, readable without network, in light and dark.

use std::fmt::Write;

use super::SimulationConfig;
use super::curves::{Audited, Band, Curves, Spread};
use crate::strategy::QueryStrategy;

/// Colours that stay apart for colour-blind readers (Okabe and Ito 2008), in the order of the curves.
const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 320.0;
const MARGIN: f64 = 44.0;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#222;--soft:#777;--grid:#ddd;--paper:#fff}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--soft:#999;--grid:#333;--paper:#161616}}\
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1200px;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:0 0 .25rem}\
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:1.5rem}\
figure{margin:0}svg{width:100%;height:auto}svg text{fill:var(--soft);font-size:12px}\
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .75rem;text-align:right;border-bottom:1px solid var(--grid)}\
th:first-child,td:first-child{text-align:left}.key{display:inline-block;width:1em;height:.7em;margin-right:.5em;border-radius:2px}";

/// The whole page.
pub(super) fn html(curves: &Curves, config: &SimulationConfig, data: &str) -> String {
    let mut page = String::new();
    let data = escape(data);
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Query strategies on {data}</title><style>{STYLE}</style></head><body>\n<h1>Query strategies on {data}</h1>\n\
         <p>{} seeds, {} rounds of {} labels, {:.0} % of the set held out for testing. Bands are one standard deviation over \
         seeds. All strategies of a seed share the split and the first, random batch.</p>\n",
        config.seeds,
        config.rounds,
        config.batch,
        100.0 * config.test_share
    );
    page.push_str(&verdict(curves));
    page.push_str(&table(curves));
    page.push_str(&found(curves));
    page.push_str(&audited(curves));
    page.push_str("<div class=\"plots\">\n");
    page.push_str(&plot("Accuracy", curves, |band| Some(band.accuracy)));
    page.push_str(&plot("Macro F1", curves, |band| Some(band.macro_f1)));
    for (class, name) in curves.classes.iter().enumerate() {
        let title = format!("Recall of {} ({} spectra)", escape(name), curves.class_counts[class]);
        page.push_str(&plot(&title, curves, |band| band.recall.get(class).copied().flatten()));
    }
    page.push_str("</div>\n</body></html>\n");
    page
}

/// By how much the best strategy beats random at the end, and what that saves.
fn verdict(curves: &Curves) -> String {
    let last = |strategy: QueryStrategy| {
        curves
            .curves
            .iter()
            .find(|curve| curve.strategy.strategy() == Some(strategy))
            .and_then(|curve| curve.bands.last())
    };
    let best = curves
        .curves
        .iter()
        .filter(|curve| curve.strategy.strategy() != Some(QueryStrategy::Random))
        .filter_map(|curve| Some((curve, curve.bands.last()?)))
        .max_by(|(_, a), (_, b)| a.macro_f1.mean.total_cmp(&b.macro_f1.mean));
    let (Some((curve, end)), Some(random)) = (best, last(QueryStrategy::Random)) else { return String::new() };
    let mut text = format!(
        "<p>After {} labels <strong>{}</strong> has macro F1 {:.3}, random choice {:.3} (difference {:+.3}).",
        end.labels,
        curve.strategy,
        end.macro_f1.mean,
        random.macro_f1.mean,
        end.macro_f1.mean - random.macro_f1.mean
    );
    if let Some(early) = curve.bands.iter().find(|band| band.macro_f1.mean >= random.macro_f1.mean) {
        let _ = write!(text, " It reaches random's final value with {} labels.", early.labels);
    }
    text + "</p>\n"
}

fn table(curves: &Curves) -> String {
    let mut text =
        String::from("<table><tr><th>Strategy, last round</th><th>Labels</th><th>Accuracy</th><th>Macro F1</th>");
    for class in &curves.classes {
        let _ = write!(text, "<th>Recall {}</th>", escape(class));
    }
    text.push_str("</tr>\n");
    let cell = |spread: Option<Spread>| {
        spread.map_or("<td>–</td>".to_owned(), |spread| {
            format!("<td>{:.3} ± {:.3}</td>", spread.mean, spread.deviation)
        })
    };
    for (i, curve) in curves.curves.iter().enumerate() {
        let Some(band) = curve.bands.last() else { continue };
        let _ = write!(
            text,
            "<tr><td><span class=\"key\" style=\"background:{}\"></span>{}</td><td>{}</td>{}{}",
            COLOURS[i % COLOURS.len()],
            curve.strategy,
            band.labels,
            cell(Some(band.accuracy)),
            cell(Some(band.macro_f1))
        );
        band.recall.iter().for_each(|recall| text.push_str(&cell(*recall)));
        text.push_str("</tr>\n");
    }
    text + "</table>\n"
}

/// What each arm found of the wanted classes, and what that cost.
fn found(curves: &Curves) -> String {
    let mut rows = String::new();
    for curve in &curves.curves {
        let Some(paired) = &curve.paired else { continue };
        let cold = curve.seeds.iter().filter(|seed| seed.first().is_some_and(|point| point.cold)).count();
        let interval = paired.interval.map_or("–".into(), |[low, high]| format!("{low:.2} to {high:.2}"));
        let _ = writeln!(
            rows,
            "<tr><td>{}</td><td>{:.0}</td><td>{} of {}</td><td>{:.2}</td><td>{interval}</td><td>{cold} of {}</td></tr>",
            curve.strategy,
            paired.median_labels,
            paired.seeds - paired.not_reached,
            paired.seeds,
            paired.ratio,
            curve.seeds.len(),
        );
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "<table><tr><th>Search</th><th>Labels to the target (median)</th><th>Seeds that reached it</th><th>Ratio to the first</th>\
         <th>95 % interval</th><th>Cold starts</th></tr>\n{rows}</table>\n"
    )
}

/// What the audits of the last lists certified, beside what is true.
fn audited(curves: &Curves) -> String {
    let mut rows = String::new();
    for curve in curves.curves.iter().filter(|curve| !curve.audits.is_empty()) {
        let mean = |value: &dyn Fn(&Audited) -> f64| {
            Spread::of(&curve.audits.iter().map(value).collect::<Vec<_>>()).map_or(f64::NAN, |spread| spread.mean)
        };
        #[expect(clippy::cast_precision_loss, reason = "counts of spectra are far below 2^52")]
        let (bound, precision) =
            (mean(&|one| one.bound as f64 / one.list as f64), mean(&|one| one.right as f64 / one.list as f64));
        let missed = curve.audits.iter().filter(|one| one.missed()).count();
        let _ = writeln!(
            rows,
            "<tr><td>{}</td><td>{precision:.3}</td><td>{bound:.3}</td><td>{missed} of {}</td></tr>",
            curve.strategy,
            curve.audits.len(),
        );
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "<table><tr><th>Audit of the last list</th><th>Precision, mean</th><th>Certified, mean</th>\
         <th>Certificates that were wrong (at most 5 % on average)</th></tr>\n{rows}</table>\n"
    )
}

/// One plot: labels to the right, the quantity from its least to its largest value upwards.
fn plot(title: &str, curves: &Curves, quantity: impl Fn(&Band) -> Option<Spread>) -> String {
    let values = || {
        let bands = curves.curves.iter().flat_map(|curve| &curve.bands);
        bands.filter_map(|band| Some((band.labels, quantity(band)?)))
    };
    let most_labels = values().map(|(labels, _)| labels).max().unwrap_or(1);
    let low = values().map(|(_, spread)| spread.mean - spread.deviation).fold(1.0, f64::min).clamp(0.0, 1.0);
    let high = values().map(|(_, spread)| spread.mean + spread.deviation).fold(0.0, f64::max).clamp(0.0, 1.0);
    // Whole tenths, so that the axis reads well.
    let (low, high) = ((low * 10.0).floor() / 10.0, (high * 10.0).ceil() / 10.0);
    let high = if high > low { high } else { low + 0.1 };
    #[expect(clippy::cast_precision_loss, reason = "label counts are small")]
    let x = |labels: usize| MARGIN + (WIDTH - 1.5 * MARGIN) * labels as f64 / most_labels as f64;
    let y = |value: f64| HEIGHT - MARGIN - (HEIGHT - 1.5 * MARGIN) * (value.clamp(low, high) - low) / (high - low);

    let mut svg = format!(
        "<figure><h2>{title}</h2><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{title} against labels spent\">\n"
    );
    let mut tick = low;
    while tick < high + 0.05 {
        let (at, end) = (y(tick), WIDTH - MARGIN / 2.0);
        let _ = write!(svg, "<path d=\"M{MARGIN} {at:.1}H{end}\" stroke=\"var(--grid)\"/>");
        let _ =
            writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{tick:.1}</text>", MARGIN - 6.0, at + 4.0);
        tick += 0.1;
    }
    for part in 0..=4 {
        let labels = most_labels * part / 4;
        let (at, under) = (x(labels), HEIGHT - MARGIN + 18.0);
        let _ = writeln!(svg, "<text x=\"{at:.1}\" y=\"{under:.1}\" text-anchor=\"middle\">{labels}</text>");
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">labels spent</text>",
        WIDTH / 2.0,
        HEIGHT - 6.0
    );
    for (i, curve) in curves.curves.iter().enumerate() {
        let colour = COLOURS[i % COLOURS.len()];
        let points: Vec<(f64, Spread)> =
            curve.bands.iter().filter_map(|band| Some((x(band.labels), quantity(band)?))).collect();
        let line = |height: &dyn Fn(Spread) -> f64| {
            points.iter().map(|&(x, spread)| format!("{x:.1},{:.1}", y(height(spread)))).collect::<Vec<_>>()
        };
        let mut around = line(&|spread| spread.mean + spread.deviation);
        around.extend(line(&|spread| spread.mean - spread.deviation).into_iter().rev());
        let name = curve.strategy;
        let _ = writeln!(svg, "<polygon points=\"{}\" fill=\"{colour}\" fill-opacity=\"0.15\"/>", around.join(" "));
        let mean = line(&|spread| spread.mean).join(" ");
        let _ = writeln!(
            svg,
            "<polyline points=\"{mean}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"><title>{name}</title></polyline>"
        );
    }
    svg + "</svg></figure>\n"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{Arm, Curve, Point};

    #[test]
    fn the_report_has_a_plot_for_each_quantity_and_needs_no_network() {
        let point = |labels, value| Point {
            labels,
            accuracy: value,
            macro_f1: value,
            recall: vec![Some(value), None],
            class_counts: vec![labels, 0],
            ..Point::default()
        };
        let curve = |strategy, best| {
            let seeds = vec![vec![point(10, 0.5), point(20, best)]];
            let mut curve =
                Curve { strategy: Arm::of(strategy), seeds, bands: Vec::new(), paired: None, audits: Vec::new() };
            curve.summarise();
            curve
        };
        let curves = Curves {
            classes: vec!["a & b".into(), "<c>".into()],
            class_counts: vec![30, 2],
            curves: vec![curve(QueryStrategy::Entropy, 0.9), curve(QueryStrategy::Random, 0.7)],
        };
        let page = html(&curves, &SimulationConfig::default(), "x<y.h5");
        assert_eq!(page.matches("<svg").count(), 4);
        assert_eq!(page.matches("<polyline").count(), 8);
        assert!(page.contains("a &amp; b") && page.contains("&lt;c&gt;") && page.contains("x&lt;y.h5"));
        assert!(page.contains("difference +0.200"), "{page}");
        assert!(!page.contains("http") && !page.contains("src="), "no request to anywhere");
    }
}
