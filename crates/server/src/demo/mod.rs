use crate::{access::SystemTx, clock::Millis, error::Result};
pub struct Plan {
    pub companies: usize,
    pub seed: u64,
}
#[derive(serde::Serialize)]
pub struct Summary {
    companies: usize,
}
pub fn fill(
    _tx: &mut SystemTx,
    plan: &Plan,
    _now: Millis,
    _p: &mut dyn FnMut(u64),
) -> Result<Summary> {
    Ok(Summary { companies: plan.companies })
}
