//! The chart as a picture of lines and bars within the page, and its figures as a table.

use crate::domain::Money;
use crate::render::markup::escaped;
use crate::render::number::{one_line, written};
use crate::report::document::{Bar, Chart};
use crate::report::knowledge::Knowledge;
use crate::report::words::Words;

/// The size of the picture, in its own units, and of the room for a bar.
const HEIGHT: i128 = 200;
const STEP: i128 = 20;
const BAR: i128 = 14;
/// How many kinds of bars can be told apart.
const KINDS: usize = 4;

/// The chart.
pub(super) fn chart(chart: &Chart, words: &Words) -> String {
    let up = |bar: &Bar| bar.parts.iter().map(|part| cents(*part).max(0)).sum::<i128>();
    let down = |bar: &Bar| bar.parts.iter().map(|part| cents(*part).min(0)).sum::<i128>();
    let most = chart.bars.iter().map(up).max().unwrap_or(0);
    let least = chart.bars.iter().map(down).min().unwrap_or(0);
    let span = (most - least).max(1);
    let y = |cents: i128| (most - cents) * HEIGHT / span;
    let width = chart.bars.len() as i128 * STEP;
    let alternative = escaped(&written(&chart.alternative, words));
    let title = escaped(&one_line(&chart.title));
    let mut html = format!("<section aria-labelledby=\"chart\">\n<h2 id=\"chart\">{title}</h2>\n<p class=\"legend\">");
    for (index, series) in chart.series.iter().enumerate() {
        let kind = index % KINDS;
        html += &format!(
            "<span><span class=\"key\"><svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"><rect class=\"s{kind}\" width=\"1\" height=\"1\"/></svg></span> {}</span> ",
            escaped(&one_line(series))
        );
    }
    html += &format!(
        "</p>\n<svg class=\"chart\" viewBox=\"0 0 {width} {}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{alternative}\">\n",
        HEIGHT + 2
    );
    for (place, bar) in chart.bars.iter().enumerate() {
        let x = place as i128 * STEP + (STEP - BAR) / 2;
        let (mut top, mut bottom) = (0, 0);
        for (index, part) in bar.parts.iter().enumerate() {
            let part = cents(*part);
            let from = if part < 0 { &mut bottom } else { &mut top };
            let (start, end) = (*from, *from + part);
            *from = end;
            let (high, low) = (y(start.max(end)), y(start.min(end)));
            if low > high {
                let kind = index % KINDS;
                html += &format!(
                    "<rect class=\"s{kind}\" x=\"{x}\" y=\"{high}\" width=\"{BAR}\" height=\"{}\"/>\n",
                    low - high
                );
            }
        }
    }
    html += &format!("<path class=\"axis\" d=\"M0 {0}H{width}\"/>\n</svg>\n", y(0));
    if let [first, ..] = &chart.bars[..] {
        let end = chart.bars.last().unwrap_or(first);
        let [from, to] = [first, end].map(|bar| escaped(&one_line(&bar.label)));
        html += &format!("<p class=\"ends\" aria-hidden=\"true\"><span>{from}</span><span>{to}</span></p>\n");
    }
    html += &figures(chart, words);
    html += "</section>\n";
    html
}

/// The figures of the bars.
fn figures(chart: &Chart, words: &Words) -> String {
    let title = escaped(&one_line(&chart.title));
    let mut html = format!(
        "<details><summary>{}</summary>\n<div class=\"wide\"><table>\n<caption class=\"vh\">{title}</caption>\n<thead><tr><th scope=\"col\">{}</th>",
        escaped(&words.html.figures),
        escaped(&words.title.period)
    );
    for header in chart.series.iter().chain([&chart.total]) {
        html += &format!("<th scope=\"col\" class=\"n\">{}</th>", escaped(&one_line(header)));
    }
    html += "</tr></thead>\n<tbody>\n";
    for bar in &chart.bars {
        let label = escaped(&one_line(&bar.label));
        html += &format!("<tr class=\"short\"><th scope=\"row\">{label}</th>");
        let nothing = bar.knowledge.in_place_of_nought(&words.knowledge);
        for part in bar.parts.iter().chain([&bar.total]) {
            let text = nothing.map_or_else(|| words.amount(*part), str::to_owned);
            html += &format!("<td class=\"n\">{}</td>", escaped(&text));
        }
        html += "</tr>\n";
    }
    html += "</tbody>\n</table></div>\n";
    if chart.bars.iter().any(|bar| bar.knowledge == Knowledge::Part) {
        html +=
            &chart.note.as_ref().map(|note| format!("<p class=\"note\">{}</p>\n", escaped(note))).unwrap_or_default();
    }
    html + "</details>\n"
}

fn cents(money: Money) -> i128 {
    let mut decimal = money.decimal();
    decimal.rescale(2);
    decimal.mantissa()
}
