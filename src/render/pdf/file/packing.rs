//! Bytes packed by deflate.

use std::cell::RefCell;

use libdeflater::{CompressionLvl, Compressor};

thread_local! {
    /// What packs, with its tables of many kilobytes, and where it packs what is small: to make them anew would cost
    /// more than a small stream does.
    static PACKER: RefCell<(Compressor, Vec<u8>)> = RefCell::new((Compressor::new(level()), vec![0; SMALL]));
}

/// How many bytes a small stream may become at worst.
const SMALL: usize = 1 << 16;

/// The level at which libdeflate takes half the time of zlib at one that packs as well.
fn level() -> CompressionLvl {
    CompressionLvl::new(1).unwrap_or_default()
}

/// Bytes as deflate packs them, in zlib's wrapping.
#[must_use]
pub(in crate::render::pdf) fn deflated(bytes: &[u8]) -> Vec<u8> {
    PACKER.with_borrow_mut(|(packer, room)| {
        let bound = packer.zlib_compress_bound(bytes.len());
        if bound <= SMALL {
            let length = pack(packer, bytes, room);
            return room[..length].to_vec();
        }
        let mut packed = vec![0; bound];
        let length = pack(packer, bytes, &mut packed);
        packed.truncate(length);
        packed.shrink_to_fit();
        packed
    })
}

fn pack(packer: &mut Compressor, bytes: &[u8], room: &mut [u8]) -> usize {
    packer
        .zlib_compress(bytes, room)
        .unwrap_or_else(|error| unreachable!("there is room for the worst that can come of it: {error}"))
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
