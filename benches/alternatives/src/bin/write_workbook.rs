//! Writes a CSV report as a workbook with rust_xlsxwriter, as `kasverslag report --format xlsx` does with its own writer:
//! amounts as numbers, days as dates, all else as texts; a header that stays in sight and filters.
//!
//!     write_workbook standard|constant CSV OUT

use std::error::Error;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, input, out] = arguments.as_slice() else {
        return Err("usage: write_workbook standard|constant CSV OUT".into());
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(b';').from_path(input)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2027, 1, 15)?));
    let (header, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let (amount, day) = (Format::new().set_num_format("#,##0.00"), Format::new().set_num_format("dd/mm/yyyy"));
    let sheet =
        if mode == "constant" { workbook.add_worksheet_with_constant_memory()? } else { workbook.add_worksheet() };
    sheet.set_name("Regels")?;
    sheet.set_freeze_panes(1, 0)?;
    let (mut record, mut row) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut record)? {
        for (column, cell) in record.iter().enumerate() {
            let place = (row, column as u16);
            match (row, column) {
                (0, _) => sheet.write_string_with_format(place.0, place.1, cell, &header)?,
                (_, 5 | 8) => {
                    sheet.write_datetime_with_format(place.0, place.1, ExcelDateTime::parse_from_str(cell)?, &day)?
                }
                (_, 10) => {
                    sheet.write_number_with_format(place.0, place.1, cell.replace(',', ".").parse::<f64>()?, &amount)?
                }
                _ => sheet.write_string_with_format(place.0, place.1, cell, &text)?,
            };
        }
        row += 1;
    }
    sheet.autofilter(0, 0, row - 1, 12)?;
    workbook.save(out)?;
    Ok(())
}
