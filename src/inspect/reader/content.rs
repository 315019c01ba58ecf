//! The operations of a content stream (ISO 32000-1, 7.8.2), one after the other.

use super::object::Object;
use super::parser::Parser;

/// No operation of a report has more operands.
const MOST_OPERANDS: usize = 8;

/// An operation: what it does, and with what.
#[derive(Debug)]
pub(in crate::inspect) struct Operation<'b> {
    /// Its name.
    pub(in crate::inspect) operator: &'b [u8],
    /// Its operands.
    pub(in crate::inspect) operands: Vec<Object>,
}

impl Operation<'_> {
    /// The operands, all numbers.
    pub(in crate::inspect) fn numbers<const COUNT: usize>(&self) -> Option<[f64; COUNT]> {
        let numbers: Vec<f64> = self.operands.iter().map(Object::as_number).collect::<Option<_>>()?;
        numbers.try_into().ok()
    }
}

/// Takes the operations of a content one after the other.
///
/// # Errors
/// When it can't be read, or the first that `take` gives.
pub(in crate::inspect) fn each(
    content: &[u8],
    mut take: impl FnMut(&Operation<'_>) -> Result<(), String>,
) -> Result<(), String> {
    let mut parser = Parser::new(content, 0);
    let mut operation = Operation { operator: &[], operands: Vec::new() };
    loop {
        parser.skip_blanks();
        if parser.is_at_end() {
            break;
        }
        if parser.begins_operand() {
            if operation.operands.len() == MOST_OPERANDS {
                return Err("an operation has too many operands".to_owned());
            }
            operation.operands.push(parser.object()?);
            continue;
        }
        operation.operator = parser.take_word();
        if operation.operator.is_empty() {
            return Err(format!("its content can't be read at byte {}", parser.at));
        }
        take(&operation)?;
        operation.operands.clear();
    }
    if operation.operands.is_empty() { Ok(()) } else { Err("its content breaks off".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_come_with_their_operands() {
        let mut read = Vec::new();
        let content = b"/P<</MCID 4>>BDC\n1 -0.5 Td\n(a\\)b)Tj EMC\nS";
        each(content, |operation| {
            let operator = String::from_utf8_lossy(operation.operator).into_owned();
            read.push((operator, operation.operands.len(), operation.numbers::<2>()));
            Ok(())
        })
        .expect("a content");
        let meant = [("BDC", 2, None), ("Td", 2, Some([1.0, -0.5])), ("Tj", 1, None), ("EMC", 0, None), ("S", 0, None)];
        assert_eq!(read, meant.map(|(operator, count, numbers)| (operator.to_owned(), count, numbers)));
        for broken in ["1 2", "(a", "1 2 3 4 5 6 7 8 9 re", "]", "<</A>> BDC"] {
            assert!(each(broken.as_bytes(), |_| Ok(())).is_err(), "{broken}");
        }
    }
}
