//! `explain`: what a rule checks, why, and how to mend it.

use super::args::Explain;
use super::{Context, Failure};
use crate::rules;

pub(super) fn run(context: &Context, args: &Explain) -> Result<(), Failure> {
    match &args.rule {
        None => {
            for rule in rules::CATALOGUE {
                context.out.line(&format!(
                    "{}  {:5}  {}",
                    rule.id,
                    rule.severity.word(),
                    rule.summary
                ))?;
            }
            Ok(())
        }
        Some(id) => match rules::rule(&id.to_uppercase()) {
            Some(rule) => Ok(context.out.text(&rules::explain(rule))?),
            None => {
                Err(Failure::Usage(format!("there is no rule {id}; gonogo explain lists them")))
            }
        },
    }
}
