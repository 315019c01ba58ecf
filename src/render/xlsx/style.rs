//! How the cells of a workbook look.

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use crate::report::template::Format;

/// The place of a style among all.
pub(super) type StyleId = usize;

/// The header of a column.
pub(super) const HEADER: usize = 1;
/// The title of the report.
pub(super) const TITLE: usize = 2;
/// A text that a spreadsheet would take for a formula if it were typed.
pub(super) const FORMULA_LIKE: usize = 13;
/// The header of a column of numbers.
pub(super) const NUMBER_HEADER: usize = 14;
/// A whole number, a day and a moment that stand where texts do.
pub(super) const LEFT_COUNT: usize = 15;
pub(super) const LEFT_DATE: usize = 16;
pub(super) const MOMENT: usize = 17;
/// What leads to another sheet.
pub(super) const LINK: usize = 18;

/// The style of a value, plain or bold.
pub(super) fn of(format: Format, is_bold: bool) -> StyleId {
    let plain = match format {
        Format::Text | Format::Hash => 3,
        Format::Count => 4,
        Format::Amount => 5,
        // A percentage is a plain number: its header says what it is.
        Format::Percent | Format::Share => return if is_bold { 20 } else { 19 },
        Format::Date => 6,
        Format::Weekday => 7,
    };
    if is_bold { plain + 5 } else { plain }
}

/// A day as the number of days that spreadsheets count. To them 1900 was a leap year.
pub(super) fn date(day: NaiveDate) -> i64 {
    let from = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let days = (day - from(1899, 12, 30)).num_days();
    if day < from(1900, 3, 1) { days - 1 } else { days }
}

/// A moment as spreadsheets count: days, and the parts of one to the minute.
pub(super) fn moment(moment: NaiveDateTime) -> String {
    let seconds = u64::from(moment.num_seconds_from_midnight());
    // Never below the second that is meant: who cuts off what is smaller must not get the one before.
    let parts = (seconds * 10_000_000_000).div_ceil(86_400);
    format!("{}.{parts:010}", date(moment.date()))
}

/// The styles by their places. Number form 49 is text: no edit turns `0123` into a number or `=1+1` into a formula.
pub(super) const STYLES: &str = r##"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="4"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="ddd dd/mm/yyyy"/><numFmt numFmtId="166" formatCode="#,##0.00;[Red]-#,##0.00"/><numFmt numFmtId="167" formatCode="dd/mm/yyyy hh:mm"/></numFmts>
<fonts count="4"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="14"/><name val="Calibri"/><family val="2"/></font><font><u/><sz val="11"/><color rgb="FF0B4A8F"/><name val="Calibri"/><family val="2"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="21">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1"/>
<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="3" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="166" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="164" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="165" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1"><alignment horizontal="right"/></xf>
<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left"/></xf>
<xf numFmtId="167" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left"/></xf>
<xf numFmtId="49" fontId="3" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="4" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"##;

/// The styles of forms by their places: nothing, title, text, label, amount, computed amount; then, in frames, a text, a
/// day, a number of pieces, an amount.
pub(super) const FORM_STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>
<fonts count="4"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="14"/><name val="Calibri"/><family val="2"/></font><font><i/><sz val="10"/><name val="Calibri"/><family val="2"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFF8DC"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="10">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="49" fontId="3" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="4" fontId="1" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1"/>
<xf numFmtId="49" fontId="0" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFill="1" applyBorder="1"/>
<xf numFmtId="164" fontId="0" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFill="1" applyBorder="1"/>
<xf numFmtId="1" fontId="0" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFill="1" applyBorder="1"/>
<xf numFmtId="4" fontId="0" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFill="1" applyBorder="1"/>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        let on = |text: &str| date(text.parse().unwrap_or_default());
        assert_eq!([on("1900-01-01"), on("1900-02-28"), on("1900-03-01"), on("2026-11-24")], [1, 59, 61, 46350]);
    }

    #[test]
    fn bold_values_are_formed_as_plain_ones() {
        let all = STYLES.split("<cellXfs").nth(1).expect("styles of cells");
        let styles: Vec<&str> = all.lines().filter(|line| line.starts_with("<xf ")).collect();
        for format in [Format::Text, Format::Count, Format::Amount, Format::Percent, Format::Date, Format::Weekday] {
            let [plain, bold] = [false, true].map(|is_bold| styles[of(format, is_bold)]);
            assert!(plain.contains("fontId=\"0\"") && bold.contains("fontId=\"1\""), "{format:?}");
            assert_eq!(plain.split("fontId").next(), bold.split("fontId").next(), "{format:?}");
        }
    }
}
