//! `keys`, `completions`, `man`: what can be pressed and typed.

use clap::CommandFactory;

use super::args::{Args, Completions};
use super::output::Tone;
use super::{Context, Failure, board};
use crate::tui::keymap;

pub(super) fn keys(context: &Context) -> Result<(), Failure> {
    let (_, keymap) = board::user_settings()?;
    let mut heading = None;
    for entry in keymap.entries() {
        if heading != Some(entry.binding.context) {
            heading = Some(entry.binding.context);
            context.out.pieces(&[(entry.binding.context.word(), Some(Tone::Bold))])?;
        }
        let keys: Vec<String> = entry.sequences.iter().map(|s| keymap::name(s)).collect();
        let binding = entry.binding;
        context.out.line(&format!(
            "  {:18} {:16} {}",
            keys.join(", "),
            binding.name,
            binding.help
        ))?;
    }
    Ok(())
}

pub(super) fn completions(context: &Context, args: &Completions) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "gonogo", &mut bytes);
    Ok(context.out.raw(&bytes)?)
}

pub(super) fn man(context: &Context) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut bytes)?;
    Ok(context.out.raw(&bytes)?)
}
