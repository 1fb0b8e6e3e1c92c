//! What a caller's transaction and the program's own have in common: the few statements that are the same in both take either,
//! and never a connection that nobody vouches for.

use db::Conn;

use super::{SystemTx, Tx};

pub trait AnyTx {
    fn conn(&mut self) -> &mut Conn;
}

impl AnyTx for Tx<'_> {
    fn conn(&mut self) -> &mut Conn {
        Tx::conn(self)
    }
}

impl AnyTx for SystemTx<'_> {
    fn conn(&mut self) -> &mut Conn {
        SystemTx::conn(self)
    }
}
