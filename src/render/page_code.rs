//! The code at the foot of a report's pages, by which paper and file are matched.
//!
//! It covers every byte of the file but its own digits: those are taken for zeros. So nothing can be added to the file,
//! taken out of it or changed in it without another code.

/// The signs of a code: digits and capital letters without those that look like others.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many groups a code has, and signs a group.
const GROUPS: (usize, usize) = (8, 4);
/// How many characters a code has: the groups, with blanks between.
pub const LENGTH: usize = GROUPS.0 * GROUPS.1 + GROUPS.0 - 1;

/// The code of a SHA-256: its first 160 bits, in eight groups of four signs.
#[must_use]
pub fn page_code(digest: &[u8; 32]) -> String {
    let sign = |index: usize| {
        let bit = index * 5;
        let two_bytes = u16::from_be_bytes([digest[bit / 8], digest[bit / 8 + 1]]);
        char::from(SIGNS[usize::from(two_bytes >> (11 - bit % 8) & 31)])
    };
    let (groups, signs) = GROUPS;
    let groups = (0..groups).map(|group| (group * signs..(group + 1) * signs).map(sign).collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

/// A code that has every sign once, and so is as wide as codes are on average.
#[must_use]
pub fn specimen() -> String {
    let groups: Vec<&str> = SIGNS.chunks(GROUPS.1).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn a_code_has_eight_groups_and_every_bit_counts() {
        let of = |bytes: &[u8]| page_code(&Sha256::digest(bytes).into());
        let code = of(b"a report");
        assert_eq!((code.len(), specimen().len()), (LENGTH, LENGTH));
        assert!(code.split(' ').all(|group| group.len() == 4));
        assert_ne!(code, of(b"a reporu"));
        // The SHA-256 of nothing begins with e3b0c, in fives of bits 28, 14, 24 and 12.
        assert!(of(b"").starts_with("WERC "));
    }
}
