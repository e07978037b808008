//! Arguments in, exit code out; nothing else.

use std::process::ExitCode;

/// A board, and a history more so, is many small texts: the system's allocator takes a third longer
/// over them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    gonogo::cli::main()
}
