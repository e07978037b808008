//! `init`: writes a `gonogo.yaml` that fits the repository, and never over another.

use super::{Context, Failure};

pub(super) fn run(_context: &Context) -> Result<(), Failure> {
    Err(Failure::Cannot("not yet".to_owned()))
}
