//! `config`: stub

use super::{Context, Failure};

pub(super) fn run(_context: &Context, _args: &super::args::Format) -> Result<(), Failure> {
    Err(Failure::Cannot("not yet".to_owned()))
}
