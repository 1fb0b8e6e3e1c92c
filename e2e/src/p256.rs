//! A little arithmetic of the curve that tokens are signed on.

/// The order of P-256.
pub const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The order of the curve less this.
pub fn less(number: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let digits = ORDER.iter().zip(number).rev().map(|(a, b)| {
        let digit = i32::from(*a) - i32::from(*b) - borrow;
        borrow = i32::from(digit < 0);
        u8::try_from(digit.rem_euclid(256)).unwrap()
    });
    let mut difference: Vec<u8> = digits.collect();
    difference.reverse();
    difference
}
