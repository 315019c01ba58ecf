//! What a library's folder in the archive holds.

/// The name of the register in a library's folder.
pub const REGISTER: &str = "register.sqlite";
/// The name of the folder with daybook lines in a library's folder.
pub const LINES: &str = "lines";
/// What the register of layout 1 is kept under once it was upgraded.
pub const OLD_REGISTER: &str = "register.sqlite.layout1";
/// The name under which the register notes what pages alone tell: it changes every night, and pages are made again.
pub const PAGES_NOTE: &str = "pages";
