//! Bytes packed by deflate.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};

/// How hard to look for repetitions: between 1 and 9. Above 4 the pages of a listing take a third longer and get a
/// hundredth smaller.
const LEVEL: u32 = 4;

thread_local! {
    /// What packs, with its tables of 300 KB: to make them anew would cost more than a small stream does.
    static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(LEVEL), true));
}

/// Bytes as deflate packs them, in zlib's wrapping.
#[must_use]
pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        let mut packed = Vec::with_capacity(bytes.len() / 4 + 64);
        loop {
            let rest = usize::try_from(packer.total_in()).ok().and_then(|done| bytes.get(done..)).unwrap_or_default();
            match packer.compress_vec(rest, &mut packed, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return packed,
                Ok(_) => packed.reserve(packed.capacity()),
                Err(error) => unreachable!("packing takes every byte: {error}"),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let mut noise = 1_u32;
        let mut next = move || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            noise.to_be_bytes()[0]
        };
        for length in [0, 1, 1_000, 300_000] {
            let bytes: Vec<u8> = (0..length).map(|_| next()).collect();
            let mut unpacked = Vec::new();
            let packed = deflated(&bytes);
            flate2::read::ZlibDecoder::new(&packed[..]).read_to_end(&mut unpacked).expect("sound bytes");
            assert_eq!(unpacked, bytes);
        }
    }
}
