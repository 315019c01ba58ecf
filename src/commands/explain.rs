//! `kasverslag explain`: what the code of a message means, a wrong example and a right one, and who can mend it.

use super::cli::ExplainArgs;
use super::outcome::Outcome;
use crate::diagnostic::{Code, Diagnostic};
use crate::report::language::Language;

/// A code with its explanations, English and Dutch.
macro_rules! entry {
    ($code:literal) => {
        (
            $code,
            include_str!(concat!("../../docs/messages/", $code, ".en.md")),
            include_str!(concat!("../../docs/messages/", $code, ".nl.md")),
        )
    };
}

/// Every code that is explained, in their order.
const EXPLAINED: &[(&str, &str, &str)] = &[
    entry!("KV101"),
    entry!("KV102"),
    entry!("KV103"),
    entry!("KV104"),
    entry!("KV105"),
    entry!("KV106"),
    entry!("KV107"),
    entry!("KV108"),
    entry!("KV109"),
    entry!("KV120"),
    entry!("KV201"),
    entry!("KV202"),
    entry!("KV203"),
    entry!("KV204"),
    entry!("KV205"),
    entry!("KV301"),
    entry!("KV302"),
    entry!("KV303"),
    entry!("KV304"),
    entry!("KV305"),
    entry!("KV306"),
    entry!("KV310"),
    entry!("KV311"),
    entry!("KV312"),
    entry!("KV313"),
    entry!("KV314"),
    entry!("KV315"),
    entry!("KV316"),
    entry!("KV317"),
    entry!("KV318"),
    entry!("KV319"),
    entry!("KV400"),
    entry!("KV401"),
    entry!("KV402"),
    entry!("KV403"),
    entry!("KV404"),
    entry!("KV405"),
    entry!("KV500"),
    entry!("KV501"),
    entry!("KV502"),
    entry!("KV503"),
    entry!("KV600"),
    entry!("KV601"),
    entry!("KV700"),
    entry!("KV701"),
    entry!("KV702"),
    entry!("KV703"),
    entry!("KV704"),
    entry!("KV705"),
    entry!("KV706"),
    entry!("KV707"),
    entry!("KV708"),
    entry!("KV709"),
    entry!("KV710"),
    entry!("KV711"),
    entry!("KV712"),
    entry!("KV713"),
    entry!("KV714"),
    entry!("KV715"),
    entry!("KV716"),
    entry!("KV717"),
    entry!("KV718"),
    entry!("KV719"),
    entry!("KV720"),
    entry!("KV721"),
    entry!("KV722"),
    entry!("KV799"),
    entry!("KV900"),
];

/// Explains a code; without one, lists them. `language` is that of messages: what is not explained in it, is in English.
#[must_use]
pub fn explain(args: &ExplainArgs, language: Language) -> Outcome {
    let is_dutch = args.lang.as_deref().unwrap_or(language.name()) == "nl";
    let text = |(_, english, dutch): &(&str, &'static str, &'static str)| if is_dutch { *dutch } else { *english };
    let Some(asked) = &args.code else {
        let titles = EXPLAINED.iter().filter_map(|entry| text(entry).lines().next());
        let output = titles.flat_map(|title| [title.trim_start_matches("# "), "\n"]).collect();
        return Outcome { output, ..Outcome::default() };
    };
    let code = Code::parse(asked).map(|code| code.to_string());
    match EXPLAINED.iter().find(|(known, ..)| code.as_deref() == Some(*known)) {
        Some(entry) => Outcome { output: text(entry).to_owned(), ..Outcome::default() },
        None => Outcome::of_errors(vec![
            Diagnostic::usage(format!("`{asked}` is no code of a message"))
                .hinted("codes are like KV312; `kasverslag explain` lists them"),
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_that_can_be_told_is_explained() {
        let known: Vec<&str> = EXPLAINED.iter().map(|(code, ..)| *code).collect();
        assert!(known.is_sorted());
        for number in 0..1000 {
            let code = format!("KV{number:03}");
            let codes = include_str!("../diagnostic/code.rs");
            let ways = [format!(" {number},\n"), format!(" {number}\n"), format!("Self({number});")];
            let is_told = ways.iter().any(|way| codes.contains(way));
            assert_eq!(known.contains(&code.as_str()), is_told, "{code}");
        }
        for (code, english, dutch) in EXPLAINED {
            for text in [english, dutch] {
                assert!(text.starts_with(&format!("# {code}: ")) && text.lines().count() > 4, "{text}");
            }
            let examples = |text: &str| text.split("```").skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(examples(english), examples(dutch), "{code}");
        }
    }
}
