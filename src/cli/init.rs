//! `init`: writes a `gonogo.yaml` that fits the repository, and never over another.

use super::{Context, Failure};
use crate::workspace::init;

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let made = init::init(&context.dir)?;
    context.out.line(&format!("Written: {}", made.path.display()))?;
    for remark in &made.remarks {
        context.out.line(&format!("  {remark}"))?;
    }
    Ok(())
}
