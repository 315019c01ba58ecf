//! The file that marks a folder to which reports go, in the language of whoever finds it there.

/// The file by which a folder is known again: the place where a share is mounted is there without the share, too.
pub(super) const MARK: &str = "kasverslag-levert-hier.txt";
/// What it says to whoever finds it.
pub(super) const MARK_TEXT: &str = "In deze map legt kasverslag verslagen.\r\nLaat dit bestand staan: ontbreekt het, dan is dit de \
                         map niet, of is de schijf er niet, en wordt niets geleverd.\r\n";
